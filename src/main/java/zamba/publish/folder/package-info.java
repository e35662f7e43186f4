/**
 * A model's folder in official_models, changed in one step: a reader sees the old files or the new
 * ones. Read {@link zamba.publish.folder.OfficialModels} and {@link zamba.publish.folder.Staging}
 * first.
 */
package zamba.publish.folder;
