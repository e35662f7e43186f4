package zamba.publish.pyyaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Documents that are likely to show a difference between two readers of YAML: most are valid, some
 * nearly so.
 */
final class DocumentGenerator {
  private static final String[] WORDS = {
    "a",
    "bird",
    "blank",
    "null",
    "Null",
    "~",
    "true",
    "True",
    "yes",
    "No",
    "off",
    "y",
    "n",
    "on",
    "=",
    "<<",
    "-",
    "--",
    "---",
    "...",
    "?x",
    ":x",
    "-x",
    "a:b",
    "a#b",
    "a #b",
    "it's",
    "say \"hi\"",
    "model.ckpt",
    "s3://bucket/key",
    "a, b",
    "[x",
    "{x}",
    "&x",
    "*x",
    "!x",
    "%x",
    "@x",
    "`x`",
    "|x",
    ">x",
    "'",
    "\"",
    "\\",
    "x:",
    ": x",
    "x ",
    " x",
    "",
    " ",
    "word word word",
    "\u00e9t\u00e9",
    "\ud83e\udd92",
    "\u4e2d\u6587",
    "e\u0301",
    "\u200b",
    "\ufeff",
    "\u00a0",
    "\u2028",
    "\u0085",
    "a\nb",
    "a\n b",
    "a \nb",
    "\na",
    "a\n",
    "a\n\n",
    "\n",
    "\t",
    "a\tb",
    "\u0007",
    "\u001b",
    "\u007f",
    "---a",
    "0",
    "08",
    "0_9",
    "00",
    "007",
    "0x1F",
    "0b1",
    "0o7",
    "1_000",
    "+1",
    "-0",
    "1:30",
    "1:60",
    "190:20:30",
    "190:20:30.15",
    "0:30",
    "-1:30",
    "1.",
    ".5",
    "-.5",
    "1.5",
    "1e5",
    "1e-05",
    "1.0e-05",
    "1.0E+17",
    "1e17",
    "1_000.5",
    ".inf",
    "-.Inf",
    "+.INF",
    ".nan",
    ".NaN",
    "-.nan",
    "0.1",
    "123456789012345678901234567890",
    "1.7976931348623157e+308",
    "1.0e+309",
    "5.0e-324",
    "2.2250738585072014e-308",
    "9007199254740993.0",
    "0.30000000000000004",
    "1e22",
    "2001-12-14",
    "2001-1-1",
    "2021-02-30",
    "0000-01-01",
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43.10 -5",
    "2001-12-15 2:59:43",
    "2001-12-14 21:59:43Z",
    "2001-12-14 21:59:43.123456789 +05:30",
    "2001-12-14 21:59:43+00:00",
    "2001-12-14 21:59:43 -24:00",
    "2001-12-14 21:59:60",
    "2001-12-14 21:59:43.",
    "9999-12-31"
  };
  private static final String[] SOUP = {
    " ",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "\n- ",
    "- ",
    "-",
    "? ",
    "?",
    ": ",
    ": ",
    ":",
    ",",
    ", ",
    "[",
    "]",
    "{",
    "}",
    "#",
    " #c",
    "&a ",
    "&b ",
    "&a",
    "*a",
    "*a ",
    "*b",
    "!",
    "! ",
    "!!str ",
    "!!int ",
    "!!set ",
    "!!map ",
    "!!seq ",
    "!!null ",
    "!!binary ",
    "!!omap ",
    "!!pairs ",
    "!<tag:yaml.org,2002:str> ",
    "!x ",
    "!!st%72 ",
    "'",
    "'",
    "\"",
    "\"",
    "\\",
    "\\n",
    "\\/",
    "\\\t",
    "\\x41",
    "\\u263A",
    "\\ud83d",
    "\\ude00",
    "\\U0001F600",
    "\\U00110000",
    "\\q",
    "\\\n",
    "|",
    "|-",
    "|+",
    "|2",
    ">",
    ">-",
    ">+",
    ">1-",
    "|\n  x\n",
    ">\n  x\n  y\n",
    "---",
    "--- ",
    "...",
    "\n---\n",
    "\n...\n",
    "\n---",
    "%YAML 1.1\n",
    "%TAG ! !\n",
    "%TAG !e! tag:yaml.org,2002:\n",
    "%FOO bar\n",
    "!e!int ",
    "\t",
    "\ufeff",
    "\u0085",
    "\u2028",
    "\u2029",
    "\r",
    "\r\n",
    "<<: ",
    "=",
    "a",
    "b",
    "1",
    "x: 1",
    "a: b",
    "a: ",
    "\na: ",
    "\nb: ",
    "\n  c: ",
    "'x'",
    "\"x\"",
    "@",
    "`",
    "%",
    "~",
    "\u00e9",
    "\ud83e\udd92"
  };
  private static final String[] TAGS = {
    "!!str",
    "!!int",
    "!!float",
    "!!bool",
    "!!null",
    "!!binary",
    "!!timestamp",
    "!!seq",
    "!!map",
    "!!set",
    "!!omap",
    "!!pairs",
    "!",
    "!local",
    "!!python/tuple",
    "!!python/name:os.system",
    "!!foo",
    "!!merge",
    "!!value",
    "!<tag:yaml.org,2002:int>",
    "!e!x"
  };
  private static final String[] LITERALS = {
    "abc",
    "YWJj",
    "YWJ",
    "YQ==",
    "Y Q = =",
    "====",
    "YWJjZA",
    " 12 ",
    "--5",
    "0o17",
    "0b0b1",
    "\u0661\u0662",
    "nan",
    "inf",
    "-Infinity",
    "1e5",
    "_",
    "",
    "-",
    "+",
    "1__0",
    "0x",
    "0b",
    "0b_",
    "1:2:3",
    "a:b",
    "2001-12-14",
    "yes",
    "x",
    "1.5:30",
    "1:30.5",
    " 1.5 ",
    "\u00e9"
  };

  private final Random random;
  private final List<String> anchors = new ArrayList<>();

  DocumentGenerator(long seed) {
    random = new Random(seed);
  }

  String next() {
    anchors.clear();
    return switch (random.nextInt(10)) {
      case 0, 1 -> soup();
      case 2 -> mutated(configuration());
      case 3 -> configuration();
      case 4 -> lexical();
      case 5 -> strings();
      case 6 -> collections();
      case 7 -> mutated(block(0, 3));
      default -> block(0, 4) + "\n";
    };
  }

  private String soup() {
    StringBuilder text = new StringBuilder();
    if (random.nextInt(3) > 0) {
      text.append(
          pick("f: ", "- ", "f:\n  ", "[", "{", "f: [", "f: {a: ", "? ", "\"", "'", "f: \""));
    }
    for (int i = random.nextInt(14); i >= 0; i--) {
      text.append(pick(SOUP));
    }
    return text.append(pick("", "\n", "]", "}", "\"", "'", "\n")).toString();
  }

  private String configuration() {
    StringBuilder text = new StringBuilder(pick("", "", "", "\ufeff", "---\n", "# c\n"));
    text.append("git_hash: 37e29a5\nspecies:\n- bird\n- ").append(scalar(false)).append('\n');
    text.append("train_config:\n");
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append("  ").append(key()).append(": ").append(value(4)).append('\n');
    }
    text.append("  checkpoint: a/b.ckpt\nvideo_loader_config:\n  cache_dir: x\n  fps: ");
    text.append(scalar(false)).append("\n  cleanup_cache: false\n");
    String configuration = text.toString();
    return random.nextInt(4) == 0 ? configuration.replace("\n", pick("\r\n", "\r")) : configuration;
  }

  private String value(int indent) {
    return random.nextInt(3) == 0 ? "\n" + " ".repeat(indent) + block(indent, 2) : scalar(false);
  }

  private String mutated(String text) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0 && !mutated.isEmpty(); i--) {
      int at = random.nextInt(mutated.length());
      switch (random.nextInt(3)) {
        case 0 -> mutated.deleteCharAt(at);
        case 1 -> mutated.insert(at, pick(SOUP));
        default -> mutated.insert(at, pick(" ", "\n", "\t", ":", "-", "#", "'", "\"", "?", ","));
      }
    }
    return mutated.toString();
  }

  private String lexical() {
    String text =
        random.nextInt(4) == 0 ? numeric() : random.nextBoolean() ? pick(WORDS) : pick(LITERALS);
    String plain = text.replace("\n", " ");
    return switch (random.nextInt(6)) {
      case 0 -> "- " + plain + "\n- " + plain + "x\n- x" + plain + "\n";
      case 1 -> plain + ": " + plain + "\n";
      case 2 -> "[" + plain + ", {" + plain + ": " + plain + "}]\n";
      case 3 -> "f: " + pick(TAGS) + " " + quoted(text) + "\n";
      case 4 -> "f: " + pick(TAGS) + " |\n  " + plain + "\n";
      default -> "f: " + plain + "\n";
    };
  }

  private String numeric() {
    StringBuilder text = new StringBuilder(pick("", "", "", "-", "+", "0", "0x", "0b", "."));
    for (int i = random.nextInt(20); i >= 0; i--) {
      text.append(pick("0", "1", "2", "3", "7", "8", "9", "5", "9", "9", "_", ".", ":", "e", "E"));
      if (random.nextInt(8) == 0) {
        text.append(pick("e-", "e+", "E+3", ":30", ":59", "."));
      }
    }
    if (random.nextInt(3) == 0) {
      double number =
          random.nextBoolean()
              ? Double.longBitsToDouble(random.nextLong())
              : Math.scalb(1.0, random.nextInt(2000) - 1000) * (random.nextInt(3) + 1);
      return PyNumber.repr(number).replace("nan", ".nan").replace("inf", ".inf");
    }
    return text.toString();
  }

  /** Long and odd strings as values and as keys, at various depths. */
  private String strings() {
    StringBuilder text = new StringBuilder();
    int indent = 0;
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append(" ".repeat(indent)).append(quoted(string())).append(":");
      switch (random.nextInt(4)) {
        case 0 -> {
          text.append('\n');
          indent += random.nextInt(40) + 1;
          text.append(" ".repeat(indent)).append("k: ").append(quoted(string())).append('\n');
        }
        case 1 -> text.append(" [").append(quoted(string())).append(", []]\n");
        default -> text.append(' ').append(quoted(string())).append('\n');
      }
    }
    return text.toString();
  }

  private String string() {
    if (random.nextInt(4) == 0) {
      return pick(WORDS);
    }
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(5) == 0 ? random.nextInt(300) : random.nextInt(60);
    int kind = random.nextInt(5);
    for (int i = 0; i < length; i++) {
      switch (kind) {
        case 0 -> text.append(pick("a", "b", "cd", " "));
        case 1 -> text.append(pick("word", "x", " ", " ", "  ", "\n", "\n\n", ":", "#"));
        case 2 -> text.append(pick("a", "\u00e9", " ", "\u4e2d", "\ud83e\udd92", "\u0001"));
        case 3 -> text.appendCodePoint(codePoint());
        default -> text.append((char) (32 + random.nextInt(95)));
      }
    }
    return text.toString();
  }

  private int codePoint() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(0x250);
      case 1 -> random.nextInt(0x3000);
      case 2 -> random.nextInt(0x10000);
      case 3 -> 0xD7F0 + random.nextInt(0x820);
      default -> random.nextInt(0x110000);
    };
  }

  /** Sets, ordered maps, pairs, merges, sharing and recursion. */
  private String collections() {
    return switch (random.nextInt(9)) {
      case 0 -> "s: !!set {" + items(true) + "}\n";
      case 1 -> "s: !!set\n  ? " + number() + "\n  ? " + number() + "\n  ? " + number() + "\n";
      case 2 ->
          "o: &o !!omap [a: 1, " + number() + ": *o]\np: !!pairs [a: [1], a: {b: 2}]\nq: *o\n";
      case 3 ->
          "- &a {x: "
              + scalar(true)
              + ", 1: 2}\n- {<<: *a, x: 1, true: z}\n- {y: 2, <<: *a}\n- *a\n";
      case 4 ->
          "- &a {x: 1}\n- &b {y: 2, x: 2}\n- {z: 3, <<: [*a, *b], y: 5, <<: *b}\n- {<<: []}\n";
      case 5 -> "&a [*a, &b {k: *a, l: *b}, " + scalar(true) + "]\n";
      case 6 -> "a: &d 2001-12-14\nb: *d\n*d : &e [*d]\nc: {? *e : 1}\n";
      case 7 -> "{" + items(false) + "}\n";
      default ->
          "x: &x {<<: *x, a: " + scalar(true) + "}\ny: !!map {<<: {=: 1}, =: 2}\nz: !!str {=: v}\n";
    };
  }

  private String items(boolean set) {
    StringBuilder text = new StringBuilder();
    boolean numbers = random.nextInt(4) > 0;
    for (int i = random.nextInt(set && !numbers ? 2 : 12); i >= 0; i--) {
      text.append(numbers ? number() : scalar(true));
      text.append(set ? "" : ": " + scalar(true)).append(", ");
    }
    return text.toString();
  }

  private String number() {
    return switch (random.nextInt(6)) {
      case 0 -> Integer.toString(random.nextInt());
      case 1 -> Long.toString(random.nextLong()) + random.nextInt(1000);
      case 2 -> PyNumber.repr(random.nextGaussian() * 100).replace("e", "0e");
      case 3 -> pick("true", "false", "1.0", "0.0", "-1", "-1.0", "-2", ".inf", "-.inf", "0.5");
      default -> Integer.toString(random.nextInt(40) - 10);
    };
  }

  private String block(int indent, int depth) {
    String pad = "\n" + " ".repeat(indent);
    if (depth == 0) {
      return properties() + scalar(false);
    }
    return switch (random.nextInt(7)) {
      case 0, 1 -> {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
          text.append("- ").append(block(indent + 2, depth - 1)).append(i > 0 ? pad : "");
        }
        yield text.toString();
      }
      case 2, 3, 4 -> {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
          text.append(random.nextInt(9) == 0 ? "? " + block(indent + 2, 1) + pad : key());
          text.append(":");
          text.append(
              random.nextInt(3) == 0
                  ? " " + properties() + pad + "  " + block(indent + 2, depth - 1)
                  : " " + properties() + scalar(false));
          text.append(i > 0 ? pad : "");
        }
        yield text.toString();
      }
      case 5 -> properties() + flow(depth);
      default -> blockScalar(indent);
    };
  }

  private String blockScalar(int indent) {
    StringBuilder text =
        new StringBuilder(pick("|", ">")).append(pick("", "", "-", "+", "2", "1-"));
    for (int i = random.nextInt(5); i >= 0; i--) {
      text.append('\n').append(" ".repeat(indent + pick(2, 2, 2, 1, 3)));
      text.append(pick("x", "word word", "", " y", "# c", "\tz", "- a", "\u00e9 \ud83e\udd92"));
    }
    return text.toString();
  }

  private String flow(int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return properties() + scalar(true);
    }
    StringBuilder text = new StringBuilder();
    boolean mapping = random.nextBoolean();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(mapping ? key() + pick(": ", ": ", ":", " : ") : pick("", "", "", "a: ", "? "));
      text.append(flow(depth - 1)).append(pick(", ", ",", " , ", ",\n "));
    }
    return mapping ? "{" + text + "}" : "[" + text + "]";
  }

  private String properties() {
    return switch (random.nextInt(14)) {
      case 0 -> pick(TAGS) + " ";
      case 1 -> {
        String anchor = pick("a", "b", "c", "id001", "A-_9");
        anchors.add(anchor);
        yield "&" + anchor + " ";
      }
      default -> "";
    };
  }

  private String key() {
    return random.nextInt(4) > 0
        ? pick(
            "a", "b", "fps", "data_dir", "model_name", "1", "1.0", "true", "null", "'x'", "\"y\"")
        : quoted(string());
  }

  private String scalar(boolean flow) {
    if (!anchors.isEmpty() && random.nextInt(5) == 0) {
      return "*" + anchors.get(random.nextInt(anchors.size())) + " ";
    }
    if (random.nextInt(3) > 0) {
      String word = pick(WORDS).replace("\n", " ");
      return flow && random.nextInt(10) > 0 ? word.replaceAll("[\\[\\]{},?]", "") : word;
    }
    return random.nextInt(3) == 0 ? numeric() : quoted(string());
  }

  private String quoted(String text) {
    if (random.nextInt(3) == 0) {
      return "'" + text.replace("'", "''") + "'";
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
              } else if (c < ' ' || c > '~') {
                boolean raw = !Character.isSurrogate((char) c) && random.nextInt(6) == 0;
                quoted.append(raw ? String.valueOf((char) c) : "\\u%04x".formatted(c));
              } else {
                quoted.append((char) c);
              }
            });
    return quoted.append('"').toString();
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private int pick(int... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
