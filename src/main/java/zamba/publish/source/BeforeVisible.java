package zamba.publish.source;

import zamba.publish.s3.Region;

/** What every copy passes between its last part and the request that makes it visible. */
@FunctionalInterface
public interface BeforeVisible {

  /** Lets every copy pass. */
  BeforeVisible NOTHING = (region, publicName) -> {};

  /**
   * Comes back when the copy may become visible.
   *
   * @param region into which it is
   * @param publicName the copy's name there
   * @throws RuntimeException if it must not, saying why
   */
  void pass(Region region, String publicName);
}
