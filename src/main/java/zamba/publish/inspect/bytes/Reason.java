package zamba.publish.inspect.bytes;

/** Why something is not safe. The codes are an interface: reports and metrics carry them. */
public enum Reason {
  /** A name outside the allow-list. */
  GLOBAL("global"),
  /** An opcode that no pickler writes here. */
  OPCODE("opcode"),
  /** A persistent id that is no storage. */
  PERSISTENT_ID("persistent-id"),
  /** An allowed name in a place where it is not allowed. */
  ROLE("role"),
  /** A state or an element that a value must not be given. */
  STATE("state"),
  /** Arguments that an allowed call must not have. */
  ARGUMENT("argument"),
  /** A storage that its record does not hold. */
  STORAGE("storage"),
  /** More memory, depth or length than any real file needs. */
  LIMIT("limit"),
  /** Two records that torch takes for one. */
  DUPLICATE("duplicate"),
  /** A local header that says something else than the directory. */
  LOCAL_HEADER("local-header"),
  /** Bytes that do not have their checksum. */
  CRC("crc"),
  /** A compressed record where torch writes none. */
  COMPRESSED("compressed"),
  /** More than one root folder. */
  ROOT("root"),
  /** A record that torch does not write, or with content that it does not write. */
  RECORD("record"),
  /** A record's name that is not plain. */
  NAME("name"),
  /** Bytes that belong to no record. */
  GAP("gap"),
  /** Not to be understood at all; loading fails. */
  UNREADABLE("unreadable"),
  /** It is code. */
  TORCHSCRIPT("torchscript");

  private final String code;

  Reason(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
