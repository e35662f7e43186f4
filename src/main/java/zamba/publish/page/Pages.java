package zamba.publish.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zamba.publish.page.view.Entry;
import zamba.publish.page.view.Frame;

/** The pages as HTML. Made when the first is asked for, since it loads the templates. */
final class Pages {
  private static final String ENTRY = "entry-";

  private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
  private final Assets assets = new Assets();

  /** What a server says of its pages. */
  String policy() {
    return assets.policy(true);
  }

  /** Everything in one page that needs no other. */
  String file(Status status) {
    Entries entries = new Entries(status);
    List<Entry> all = new ArrayList<>();
    for (int i = 0; i < status.entries().size(); i++) {
      all.add(entries.of(status.entries().get(i), ENTRY + i, "#" + ENTRY + i));
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("frame", frame("zamba models", false, "#top"));
    parameters.put("overview", Overviews.of(status, i -> "#" + ENTRY + i));
    parameters.put("entries", all);
    return rendered("file.jte", parameters);
  }

  /** The overview, from a server. */
  String overview(Status status) {
    return rendered(
        "overview.jte",
        Map.of(
            "frame",
            frame("zamba models", true, "/"),
            "overview",
            Overviews.of(status, i -> href(status.entries().get(i)))));
  }

  /** One entry, from a server. */
  String entry(Status status, Status.Entry entry) {
    return rendered(
        "entry.jte",
        Map.of(
            "frame",
            frame(Shown.text(entry.publication().name()) + " - zamba models", true, "/"),
            "head",
            Heads.of(status),
            "entry",
            new Entries(status).of(entry, "entry", href(entry))));
  }

  /**
   * What changes while a copy is under way.
   *
   * @param whole with how everything stands
   */
  String head(Status status, boolean whole) {
    return rendered("head.jte", Map.of("head", Heads.of(status), "live", true, "whole", whole));
  }

  private Frame frame(String title, boolean live, String home) {
    return new Frame(
        title, live, live ? null : assets.policy(false), assets.style(), assets.script(), home);
  }

  private String rendered(String template, Map<String, Object> parameters) {
    StringOutput output = new StringOutput();
    templates.render(template, parameters, output);
    return output.toString();
  }

  /** Where an entry's page is: its kind, and its name in UTF-8 with escapes. */
  static String href(Status.Entry entry) {
    return "/entry/"
        + entry.publication().kind()
        + "/"
        + java.net.URLEncoder.encode(
                entry.publication().name(), java.nio.charset.StandardCharsets.UTF_8)
            .replace("+", "%20");
  }
}
