package zamba.publish.pyyaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CPython's repr. */
class PyReprTest {

  @Test
  void doubleQuotesAreUsedOnlyForALoneSingleQuote() {
    assertThat(PyRepr.repr("it's")).isEqualTo("\"it's\"");
    assertThat(PyRepr.repr("it's \"it\"")).isEqualTo("'it\\'s \"it\"'");
    assertThat(PyRepr.repr("say \"hi\"")).isEqualTo("'say \"hi\"'");
  }

  @Test
  void controlCharactersAndBackslashesAreEscaped() {
    assertThat(PyRepr.repr("\t\n\r\\\u0000\u001b\u007f\u0085"))
        .isEqualTo("'\\t\\n\\r\\\\\\x00\\x1b\\x7f\\x85'");
  }

  @Test
  void printableIsDecidedByUnicode14() {
    assertThat(PyRepr.repr("\u00e9\u4e2d\ud83e\udd92")).isEqualTo("'\u00e9\u4e2d\ud83e\udd92'");
    assertThat(PyRepr.repr("\u00a0\u00ad\u200b\u2028\u3000\ue000\ufeff"))
        .isEqualTo("'\\xa0\\xad\\u200b\\u2028\\u3000\\ue000\\ufeff'");
    assertThat(PyRepr.repr("\u061d")).as("new in Unicode 14").isEqualTo("'\u061d'");
    assertThat(PyRepr.repr("\u0cf3")).as("new in Unicode 15").isEqualTo("'\\u0cf3'");
    assertThat(PyRepr.repr("\ud83e\udee8")).as("new in Unicode 15").isEqualTo("'\\U0001fae8'");
    assertThat(PyRepr.repr("\udbff\udffd")).isEqualTo("'\\U0010fffd'");
  }

  @Test
  void loneSurrogatesAreEscaped() {
    assertThat(PyRepr.repr("\ud83e x")).isEqualTo("'\\ud83e x'");
  }

  @Test
  void floatsHaveTheShortestDigits() {
    assertThat(PyRepr.repr(0.1)).isEqualTo("0.1");
    assertThat(PyRepr.repr(2.0E-3)).isEqualTo("0.002");
    assertThat(PyRepr.repr(2.2E-322)).isEqualTo("2.2e-322");
    assertThat(PyRepr.repr(Double.MIN_VALUE)).isEqualTo("5e-324");
    assertThat(PyRepr.repr(Double.parseDouble("2.0E23"))).isEqualTo("2e+23");
    assertThat(PyRepr.repr(Math.scalb(1.0, -44))).isEqualTo("5.684341886080802e-14");
    assertThat(PyRepr.repr(Double.parseDouble("9007199254740993.0")))
        .isEqualTo("9007199254740992.0");
    assertThat(PyRepr.repr(Double.MAX_VALUE)).isEqualTo("1.7976931348623157e+308");
  }

  @Test
  void floatsHaveAnExponentFrom1e16AndBelow1em4() {
    assertThat(PyRepr.repr(1e15)).isEqualTo("1000000000000000.0");
    assertThat(PyRepr.repr(1e16)).isEqualTo("1e+16");
    assertThat(PyRepr.repr(0.0001)).isEqualTo("0.0001");
    assertThat(PyRepr.repr(0.00001)).isEqualTo("1e-05");
    assertThat(PyRepr.repr(-1.5e300)).isEqualTo("-1.5e+300");
  }

  @Test
  void zeroKeepsItsSign() {
    assertThat(PyRepr.repr(Arrays.asList(0.0, -0.0))).isEqualTo("[0.0, -0.0]");
  }

  @Test
  void bytesAreEscapedOutsideAscii() {
    assertThat(PyRepr.repr(new PyBytes("a'\n\u00ff".getBytes(StandardCharsets.ISO_8859_1))))
        .isEqualTo("b\"a'\\n\\xff\"");
  }

  @Test
  void containersNest() {
    PyDict dict = new PyDict();
    dict.put(null, List.of(true, 1, "x"));
    dict.put("t", PyTuple.pair(false, null));
    assertThat(PyRepr.repr(dict)).isEqualTo("{None: [True, 1, 'x'], 't': (False, None)}");
    assertThat(PyRepr.repr(new PyDict())).isEqualTo("{}");
  }

  @Test
  void otherTypesAreNoPythonValues() {
    assertThatIllegalArgumentException().isThrownBy(() -> PyRepr.repr(new Object()));
    assertThatIllegalArgumentException().isThrownBy(() -> PyRepr.repr(1.5f));
  }
}
