package zamba.publish.inspect.value;

import java.util.Arrays;
import java.util.Optional;

/** What a torch storage holds, by the class that pickles name (torch/storage.py). */
public enum ElementType {
  FLOAT("FloatStorage", "float32", 4),
  DOUBLE("DoubleStorage", "float64", 8),
  HALF("HalfStorage", "float16", 2),
  BFLOAT16("BFloat16Storage", "bfloat16", 2),
  LONG("LongStorage", "int64", 8),
  INT("IntStorage", "int32", 4),
  SHORT("ShortStorage", "int16", 2),
  CHAR("CharStorage", "int8", 1),
  BYTE("ByteStorage", "uint8", 1),
  BOOL("BoolStorage", "bool", 1),
  COMPLEX_FLOAT("ComplexFloatStorage", "complex64", 8),
  COMPLEX_DOUBLE("ComplexDoubleStorage", "complex128", 16),
  UNTYPED("UntypedStorage", "uint8", 1);

  private final String storage;
  private final String dtype;
  private final int bytes;

  ElementType(String storage, String dtype, int bytes) {
    this.storage = storage;
    this.dtype = dtype;
    this.bytes = bytes;
  }

  public static Optional<ElementType> ofStorage(String className) {
    return Arrays.stream(values()).filter(type -> type.storage.equals(className)).findFirst();
  }

  public String dtype() {
    return dtype;
  }

  public int bytes() {
    return bytes;
  }
}
