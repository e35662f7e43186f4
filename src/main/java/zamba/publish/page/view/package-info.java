/**
 * What the page's templates (src/main/jte) are given: texts that are ready to be shown, but for
 * HTML's own characters, which the templates escape. Read {@link zamba.publish.page.view.Overview}
 * first.
 */
package zamba.publish.page.view;
