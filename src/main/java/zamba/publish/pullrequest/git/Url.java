package zamba.publish.pullrequest.git;

import java.util.regex.Pattern;

/** Text in which addresses may be, as it may be told. */
final class Url {
  /** {@code https://user:token@host}: what is before the {@code @} is for nobody to read. */
  private static final Pattern USER_INFO = Pattern.compile("(?i)([a-z][a-z0-9+.-]*://)[^/\\s]*@");

  private Url() {}

  /** Without user names and passwords. */
  static String told(String text) {
    return USER_INFO.matcher(text).replaceAll("$1");
  }
}
