package zamba.publish.checkout.python;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.checkout.python.PythonValue.Mapping;
import zamba.publish.checkout.python.PythonValue.Text;

class PythonFileTest {
  private static final String ENUM =
      """
      from enum import Enum

      class ModelEnum(str, Enum):
          '''Names.'''

          a = "a"  # first
          b = 'b'

      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "L = {'a': 's3://x/', 'b': 's3://y/'}",
        "L = {\"a\": \"s3://x/\", \"b\": \"s3://y/\",}",
        "L = {\n  'a': '''s3://x/''',  # 'c': 'z'\n  'b':\n    r\"s3://y/\",\n}\n",
        "L: dict[str, str] = dict(a='s3://x/', b='s3://y/',)",
        "L = {'a': ('s3:' '//x/'), 'b': ('s3://'\n   'y/')}",
        "L = {\r\n\t'a': 's3://x/',\r\n\t'b': 's3://y/'\r\n}\r\n",
        "L = {\r'a': 's3://x/',\r'b': 's3://y/'}\r",
        "L = \\\n  {'a': 's3://x/', 'b': 's3://\\x79\\57'}; other = 1",
        "L = {'a': 's3://\\\nx/', 'b': u's3://\\u0079\\U0000002F'}",
        "\uFEFF# -*- coding: utf-8 -*-\nL = {'a': 's3://x/', 'b': 's3://y/'}",
        "L = {ModelEnum.a: 's3://x/', ModelEnum.b.value: 's3://y/'}",
        "L = {'a': 's3://x/', 'b': 's3://y/'}\ndef f(m, x=L['a']):\n  return L.get(m), L[m], len(L)\n",
      })
  void readsWhatIsWrittenOut(String text) {
    assertThat(lookup(text)).containsExactly(Map.entry("a", "s3://x/"), Map.entry("b", "s3://y/"));
  }

  @Test
  void readsEveryEscapeAsPythonDoes() {
    assertThat(
            lookup("L = {'a': '\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\q\\0\\12\\377\\x41\\u00e9'}")
                .get("a"))
        .isEqualTo("\u0007\b\f\n\r\t\u000B\\'\"\\q\0\n\u00ffA\u00e9");
    assertThat(lookup("L = {'a': r'\\n\\''}").get("a")).isEqualTo("\\n\\'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "L = {\n'a': 's3://x/'\n'b': 's3://y/'}#3",
        "L = {'a': 's3://x/',\n'b': 's3://y/' 's3://z/'}#2",
        "L = {\n'a' 'b': 's3://y/'}#2",
        "L = {'a': 's3://x/',\n'\\x61': 's3://y/'}#2",
        "L = dict(a='x'\n b='y')#2",
        "L = {**base,\n'a': 'x'}#1",
        "L = {k: 'x'\n for k in 'ab'}#1",
        "L = {'a': 'x'}\n\nL['b'] = 'y'#3",
        "L = {'a': 'x'}\nL.update(b='y')#2",
        "L = {'a': 'x'}\nL |= {'b': 'y'}#2",
        "L = {'a': 'x'}\nif True:\n  L = {}#3",
        "L = {'a': 'x'}\nif True: L['b'] = 'y'#2",
        "L = {'a': 'x'}\ntry:\n  del L['a']\nexcept E: pass#3",
        "L = {'a': 'x'}\nfor L in y: pass#2",
        "L = {'a': 'x'}\nwith y as (z, L['a']): pass#2",
        "L = {'a': 'x'}\ndef f():\n  global L\n  L = 1#3",
        "L = {'a': 'x'}\nfrom y import L#2",
        "L = {'a': 'x'}\nfrom y import *#2",
        "L = {'a': 'x'}\nf(L)#2",
        "L = {'a': 'x'}\nM = L#2",
        "L = {'a': 'x'}\nM = (L := {})#2",
        "L = {'a': 'x'}\nsetattr(m, 'L', {})#2",
        "L = {'a': 'x'}\nglobals()['L'] = {}#2",
        "L = {'a': 'x'}\nprint(f\"{L.pop('a')}\")#2",
        "L = {'a': 'x'}\ndef len(d): d.clear()\nlen(L)#2",
        "from x import *\nL = dict(a='x')#1",
        "import builtins\nL = dict(a='x')#1",
        "L = {'a': 'x'} | {}#1",
        "L = {'a': 'x'},#1",
        "L = {'a': 'x'} if y else {}#1",
        "L = dict([('a', 'x')])#1",
        "L = dict(a='x')\n\ndict = list#3",
        "L = {ModelEnum.c: 'x'}#1",
        "L = {'a': '\\N{DASH}'}#1",
        "L = {'a': '\\ud83d\\ude00'}#1",
        "L = {'a': 'x'#1",
        "L = {'a': 'x}\n#1",
        "if True:\n  L = {'a': 'x'}#2",
        "x = 1 +\nL = {'a': 'x'}#1",
        "L = {'a': 'x'}\n<<<<<<< HEAD\n#2",
        "# coding: latin-1\nL = {'a': 'x'}#1",
      })
  void refusesWhatMayBeAnotherValue(String textAndLine) {
    int mark = textAndLine.lastIndexOf('#');
    String text = textAndLine.substring(0, mark);
    // The enum that some have as keys is in a file of its own.
    assertThatThrownBy(() -> lookup(text))
        .isInstanceOf(PythonException.class)
        .hasMessageStartingWith("config.py:" + textAndLine.substring(mark + 1) + ": ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f'x'",
        "b'x'",
        "'x' + 'y'",
        "'%s' % y",
        "'{}'.format(y)",
        "x",
        "'x' if y else 'z'",
        "['x'][0]"
      })
  void saysOfComputedValuesThatTheyAre(String value) {
    Mapping mapping = mapping("L = {'a': " + value + "}");
    assertThat(mapping.entries().get(0).value()).isInstanceOf(PythonValue.Other.class);
  }

  @Test
  void readsDictsOfDictsPastWhatIsNoLiteral() {
    Mapping models =
        mapping(
            """
            L = dict(
                one=dict(
                    config=str(Path(__file__).parent / "one, two.yaml"),
                    weights="one.pkl",
                    viz_class=Vis,
                    kwargs=dict(texture={"x": get(str(1))}),
                ),
                two={"weights": "two.pkl"},
            )
            class Manager:
                def __init__(self, model=L["one"]):
                    self.weights = model["weights"]
            """);
    Mapping one = (Mapping) models.byKey().get("one").value();
    assertThat(((Text) one.byKey().get("weights").value()).value()).isEqualTo("one.pkl");
    assertThat(one.byKey().get("config").value()).isInstanceOf(PythonValue.Other.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "L['one']['weights'] = 'x'",
        "L['one'].update(weights='x')",
        "one = L['one']",
        "for one in L.values():\n  one['weights'] = 'x'",
        "def f():\n  one = L['one']\n  one['weights'] = 'x'\nf()",
        "def f():\n  change(L['one'])\nf()",
        "def f():\n  one = x or L['one']\n  one['weights'] = 'x'\nf()",
        "def f():\n  return L['one']\nf()['weights'] = 'x'",
      })
  void refusesWhatMayChangeDictsInDicts(String change) {
    assertThatThrownBy(() -> mapping("L = {'one': {'weights': 'one.pkl'}}\n" + change))
        .isInstanceOf(PythonException.class);
  }

  @Test
  void refusesLambdasWhoseCommasAreNotTheDicts() {
    assertThatThrownBy(() -> mapping("L = dict(a=lambda x, weights='y', z=1: 0)"))
        .isInstanceOf(PythonException.class);
  }

  @Test
  void readsEnums() {
    PythonEnum models = file(ENUM).enumeration("ModelEnum").orElseThrow();
    assertThat(models.members().keySet()).containsExactly("a", "b");
    assertThat(models.members().get("b").line()).isEqualTo(7);
    assertThat(models.strings()).isTrue();
    assertThat(file("x = 1\n").enumeration("ModelEnum")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    c = 'c' + 'd'",
        "    c = auto()",
        "    a = 'c'",
        "    if x:\n        c = 'c'",
        "    def __new__(cls, v): return 1",
        "    @member\n    def c(self): return 1",
        "    c = d = 'c'",
        "ModelEnum = 1",
        "class ModelEnum: pass",
        "setattr(ModelEnum, 'c', 1)",
        "ModelEnum._member_map_.clear()",
        "from x import Enum",
        "str = int",
        "a = ModelEnum.a\na._value_ = 'c'",
        "vars(ModelEnum.a)['_value_'] = 'c'",
      })
  void refusesEnumsThatMayHaveOtherMembers(String change) {
    assertThatThrownBy(() -> file(ENUM.strip() + "\n" + change + "\n").enumeration("ModelEnum"))
        .isInstanceOf(PythonException.class);
  }

  @Test
  void letsPassHowOthersUseAnEnum() {
    String uses =
        """
        class Config:
            name: Optional[ModelEnum] = ModelEnum.a
            def dict(self, str=1): return ModelEnum("a")
        if ModelEnum.a == "a": x = 1
        """;
    assertThat(file(ENUM + uses).enumeration("ModelEnum")).isPresent();
  }

  @Test
  void refusesWhatIsNotUtf8() {
    assertThatThrownBy(() -> PythonFile.read("config.py", "L = {}".getBytes(UTF_16)))
        .isInstanceOf(PythonException.class);
    assertThatThrownBy(
            () -> PythonFile.read("config.py", new byte[] {'#', '\n', '#', (byte) 0xe9, '\n'}))
        .hasMessageStartingWith("config.py:2: ");
  }

  private static PythonFile file(String text) {
    return PythonFile.read("config.py", text.getBytes(UTF_8));
  }

  private static Mapping mapping(String text) {
    Map<String, PythonEnum> enums =
        Map.of("ModelEnum", file(ENUM).enumeration("ModelEnum").orElseThrow());
    return file(text).mapping("L", enums).orElseThrow();
  }

  private static Map<String, String> lookup(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (PythonValue.Entry entry : mapping(text).entries()) {
      values.put(entry.key(), ((Text) entry.value()).value());
    }
    return values;
  }
}
