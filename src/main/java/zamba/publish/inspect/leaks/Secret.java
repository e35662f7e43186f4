package zamba.publish.inspect.leaks;

/**
 * A secret that a rule of a gitleaks.toml has found.
 *
 * @param rule the rule's id
 * @param start of all that the rule matched, in the text
 * @param end of it
 * @param text the secret itself
 * @param at where it begins in the text
 */
record Secret(String rule, int start, int end, String text, int at) {}
