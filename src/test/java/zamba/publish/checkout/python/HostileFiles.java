package zamba.publish.checkout.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Makes Python files that have a WEIGHT_LOOKUP, in all forms that come to mind, and spoils some.
 */
final class HostileFiles {
  private static final String[] SPOILERS = {
    "WEIGHT_LOOKUP['a'] = 'z'",
    "WEIGHT_LOOKUP.update(a='z')",
    "WEIGHT_LOOKUP |= {'q': 'z'}",
    "WEIGHT_LOOKUP = {'q': 'z'}",
    "del WEIGHT_LOOKUP['a']",
    "if True:\n    WEIGHT_LOOKUP = {'q': 'z'}",
    "if True: WEIGHT_LOOKUP['q'] = 'z'",
    "try:\n    WEIGHT_LOOKUP['q'] = 'z'\nexcept KeyError:\n    pass",
    "for WEIGHT_LOOKUP in [{'q': 'z'}]:\n    pass",
    "for i, (WEIGHT_LOOKUP['q'], j) in enumerate([('z', 1)]): pass",
    "def f():\n    global WEIGHT_LOOKUP\n    WEIGHT_LOOKUP = {}\nf()",
    "def f(d):\n    d['q'] = 'z'\nf(WEIGHT_LOOKUP)",
    "def f():\n    WEIGHT_LOOKUP.pop('a', None)\nf()",
    "other = WEIGHT_LOOKUP\nother['q'] = 'z'",
    "import sys\nsetattr(sys.modules.get(__name__, sys), 'WEIGHT_LOOKUP', {})\nglobals()['WEIGHT_LOOKUP'] = {}",
    "globals()['WEIGHT_' + 'LOOKUP'] = {'q': 'z'}",
    "vars()['WEIGHT_' + 'LOOKUP'] = {'q': 'z'}",
    "exec('WEIGHT_' + 'LOOKUP = {}')",
    "print(f\"{WEIGHT_LOOKUP.update(q='z')}\")",
    "print(WEIGHT_LOOKUP := {'q': 'z'})",
    "\uFF37EIGHT_LOOKUP = {'q': 'z'}",
    "(WEIGHT_LOOKUP) = {'q': 'z'}",
    "[WEIGHT_LOOKUP, x] = [{'q': 'z'}, 1]",
    "*WEIGHT_LOOKUP, = [1]",
    "x = WEIGHT_LOOKUP = {'q': 'z'}",
    "class WEIGHT_LOOKUP: pass",
    "def WEIGHT_LOOKUP(): pass",
    "import os as WEIGHT_LOOKUP",
    "with __import__('contextlib').nullcontext({'q': 'z'}) as WEIGHT_LOOKUP: pass",
    "match {'q': 'z'}:\n    case WEIGHT_LOOKUP: pass",
    "[dict.clear(x) for x in [WEIGHT_LOOKUP]]",
    "WEIGHT_LOOKUP.__setitem__('q', 'z')",
    "(lambda d: d.clear())(WEIGHT_LOOKUP)",
    "class C:\n    WEIGHT_LOOKUP['q'] = 'z'",
    "a = 1; WEIGHT_LOOKUP['q'] = 'z'",
    "WEIGHT_LOOKUP['q'], a = 'z', 1",
    "a = WEIGHT_LOOKUP['q'] = 'z'",
    "WEIGHT_LOOKUP['q']: str = 'z'",
    "WEIGHT_LOOKUP: dict = {'q': 'z'}",
    "dict.update(WEIGHT_LOOKUP, q='z')",
  };

  private static final String[] HARMLESS = {
    "print(len(WEIGHT_LOOKUP))",
    "def f(model):\n    return WEIGHT_LOOKUP[model]",
    "def f(x=WEIGHT_LOOKUP.get('a')): return x",
    "names = [name for name in WEIGHT_LOOKUP]",
    "x = 'a' in WEIGHT_LOOKUP",
    "if 'a' in WEIGHT_LOOKUP: x = 1",
    "for k, v in WEIGHT_LOOKUP.items():\n\tx = v",
    "__all__ = ['WEIGHT_LOOKUP']",
    "# WEIGHT_LOOKUP = {}",
    "'''\nWEIGHT_LOOKUP = {}\n'''",
    "y = f'{1:>3}{{}}'",
    "y = f\"{', '.join(['a'])}\"",
    "async def g(): pass",
    "z: 'dict' = {}; w = [1,\n 2]",
    "x = 1 + \\\n  2",
    "t = 1 if True else 2",
    "u = 0x_ff + 1_000 + .5 + 1e-3 + 2j",
    "S3_BUCKET = 's3://b'",
    "match = 3; case = 4; type = 5",
  };

  private final Random random;

  HostileFiles(long seed) {
    this.random = new Random(seed);
  }

  /** The next file. */
  String next() {
    List<String> parts = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      parts.add(pick("# comment", "'''docstring'''", "import os", "\n\n", "# coding: utf-8"));
    }
    parts.add(enumeration());
    some(parts, HARMLESS, 3);
    parts.add("WEIGHT_LOOKUP" + pick(" = ", "=", ": dict[str, str] = ", " =  \\\n  ") + mapping());
    some(parts, HARMLESS, 3);
    if (random.nextInt(3) == 0) {
      parts.add(pick(SPOILERS));
    }
    some(parts, HARMLESS, 2);
    String text = String.join("\n", parts) + pick("\n", "", "\n\n");
    if (random.nextInt(3) == 0) {
      text = mutated(text);
    }
    String end = pick("\n", "\n", "\r\n", "\r");
    return pick("", "", "", "\uFEFF") + text.replace("\n", end);
  }

  private String enumeration() {
    return "from enum import Enum\nclass ModelEnum("
        + pick("str, Enum", "str, Enum", "Enum")
        + "):\n    "
        + pick("'''names'''\n    ", "", "# names\n    ")
        + "a = 'a'\n    b = \"b\"\n    slowfast = 'slowfast'"
        + pick(
            "",
            "\n    c: str = 'c'",
            "\n    def f(self): return 1",
            "\n    a2 = 'a'",
            "\n    d = 'd' + 'e'")
        + "\n";
  }

  private String mapping() {
    boolean call = random.nextInt(4) == 0;
    StringBuilder text = new StringBuilder(call ? "dict(" : "{");
    String gap = pick("", "\n    ", "\n\t", " # comment, with 'quotes'\n  ");
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      text.append(gap);
      text.append(call ? pick("a", "b", "c", "d_1") + "=" : key() + pick(": ", ":", " :\n "));
      text.append(value());
      text.append(
          i < count - 1 || random.nextBoolean() ? pick(",", ",", ",", " ,", ", # last") : "");
      if (text.charAt(text.length() - 1) == 't') {
        text.append("\n");
      }
      if (random.nextInt(30) == 0) {
        text.append(pick(" 'extra'", "**{'q': 'z'},", "*x", "'k' 'l': 'm',", "f'{1}': 'z',", ","));
      }
    }
    text.append(pick("", "\n")).append(call ? ")" : "}");
    return random.nextInt(12) == 0
        ? text
            + pick(" | {'q': 'z'}", ".copy()", " or {}", " if 0 else {}", ",", "; x = 1", " # end")
        : text.toString();
  }

  private String key() {
    return random.nextInt(5) == 0
        ? pick("ModelEnum.a", "ModelEnum.b.value", "ModelEnum.slowfast.value", "ModelEnum.a.name")
        : string(pick("a", "b", "c", "slowfast", "\\x61", "é"));
  }

  private String value() {
    Supplier<String> one =
        () ->
            string(
                pick(
                    "s3://b/p/",
                    "s3://b/\\x41/",
                    "x\\q",
                    "",
                    "\\\n",
                    "\\u00e9\\101\\8",
                    "it\\'s",
                    "\\\"",
                    "\\N{DASH}",
                    "\\ud800",
                    "\\U0001F600",
                    "#",
                    "{}"));
    return switch (random.nextInt(12)) {
      case 0 -> "(" + one.get() + pick(" ", "\n    ", "") + one.get() + ")";
      case 1 -> one.get() + pick(" ", " \\\n ") + one.get();
      case 2 ->
          pick(
              "f'{1}'",
              "b'x'",
              "1",
              "None",
              "'a' + 'b'",
              "'%s' % 1",
              "'{}'.format(1)",
              "str('x')",
              "lambda x, y: 'z'",
              "('a',)",
              "'a' if 1 else 'b'",
              "['a'][0]",
              "(x := 'y')",
              "'a'[0]",
              "'a' f'{1}'");
      case 3 -> "(" + one.get() + ")";
      default -> one.get();
    };
  }

  private String string(String body) {
    String quote = pick("'", "\"", "\"", "'''", "\"\"\"");
    return pick("", "", "", "", "r", "R", "u") + quote + body + quote;
  }

  private String mutated(String text) {
    StringBuilder spoilt = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(spoilt.length());
      switch (random.nextInt(3)) {
        case 0 -> spoilt.deleteCharAt(at);
        case 1 ->
            spoilt.insert(
                at,
                pick(
                    "'", "\"", ",", ":", "=", "\n", " ", "#", "\\", "{", "}", "(", ")", "f", ";",
                    ".", "*", "\t", "a", "+"));
        default -> spoilt.setCharAt(at, spoilt.charAt(random.nextInt(spoilt.length())));
      }
    }
    return spoilt.toString();
  }

  private void some(List<String> parts, String[] from, int most) {
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      parts.add(pick(from));
    }
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
