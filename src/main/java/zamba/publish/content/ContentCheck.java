package zamba.publish.content;

import java.io.IOException;

/**
 * Looks at all of an object's bytes on their way through this program, in order, and says before
 * any of it becomes visible whether it may.
 */
public interface ContentCheck extends AutoCloseable {

  /** Begins a new check for every reading. */
  interface Maker {
    /** Of an object that is read now. */
    ContentCheck begin(ObjectFacts origin, String publicName);
  }

  /** Lets everything pass, unseen. */
  Maker NONE = atEnd(() -> {});

  /**
   * Lets everything pass, unseen, but does something before it becomes visible.
   *
   * @param gate throws if nothing may
   */
  static Maker atEnd(Runnable gate) {
    return (origin, publicName) ->
        new ContentCheck() {
          @Override
          public boolean wanted() {
            return false;
          }

          @Override
          public void pass(byte[] block) {}

          @Override
          public void end() {
            gate.run();
          }

          @Override
          public void close() {}
        };
  }

  /** Whether it is to see the bytes at all: if not, those that need not be sent are not read. */
  boolean wanted();

  /**
   * The next bytes.
   *
   * @throws IOException if they cannot be looked at
   */
  void pass(byte[] block) throws IOException;

  /**
   * All have passed.
   *
   * @throws NotAdmittedException if they must not become visible, saying why
   * @throws IOException if they cannot be looked at
   */
  void end() throws IOException;

  @Override
  void close();
}
