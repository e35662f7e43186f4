/**
 * What is to be published. Read {@link zamba.publish.catalog.Catalog} and {@link
 * zamba.publish.catalog.CatalogEntry} first.
 */
package zamba.publish.catalog;
