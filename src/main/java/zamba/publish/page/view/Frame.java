package zamba.publish.page.view;

/**
 * What surrounds a page.
 *
 * @param title of the document
 * @param live whether a daemon serves it, and its script looks again
 * @param policy the content security policy; null if the server says it in a header
 * @param style the style sheet
 * @param script the script
 * @param home where the overview is
 */
public record Frame(
    String title, boolean live, String policy, String style, String script, String home) {}
