package zamba.publish.report;

/** What a piece of text tells at a glance, and the ANSI colour that does. */
enum Style {
  GOOD("32"),
  DOUBTFUL("33"),
  BAD("31"),
  PLAIN("");

  private final String colour;

  Style(String colour) {
    this.colour = colour;
  }

  String applied(String text) {
    return colour.isEmpty() ? text : "\u001b[" + colour + "m" + text + "\u001b[0m";
  }
}
