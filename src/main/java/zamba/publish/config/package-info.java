/**
 * The properties: where they come from, what they are called, and what is wrong with them. Read
 * {@link zamba.publish.config.ConfigurationSource} and {@link zamba.publish.config.Configuration}
 * first.
 */
package zamba.publish.config;
