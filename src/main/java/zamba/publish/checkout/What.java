package zamba.publish.checkout;

import zamba.publish.checkout.python.PythonValue;

/** Says what a value is that should have been another. */
final class What {
  private What() {}

  static String of(PythonValue value) {
    return value instanceof PythonValue.Other other
        ? other.what()
        : value instanceof PythonValue.Mapping ? "a dict" : "a string";
  }
}
