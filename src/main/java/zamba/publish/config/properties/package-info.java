/**
 * Single properties: names, where they were set, what is put in for a placeholder, and reading one
 * as what it is. Read {@link zamba.publish.config.properties.SettingReader} first.
 */
package zamba.publish.config.properties;
