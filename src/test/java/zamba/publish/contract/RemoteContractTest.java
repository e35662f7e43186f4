package zamba.publish.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import zamba.publish.fixture.Store;

/**
 * The contract on any server: {@code -Dcontract.endpoint=URL -Dcontract.access-key=…
 * -Dcontract.secret-key=…}, and {@code -Dcontract.name} for what it is called in the table. It
 * makes buckets of its own and deletes them.
 */
class RemoteContractTest extends PublishingContract {
  private static final String ENDPOINT = "contract.endpoint";
  private static Store store;

  @BeforeAll
  static void find() {
    assumeTrue(
        System.getProperty(ENDPOINT) != null,
        "no server given: -Dcontract.endpoint=URL -Dcontract.access-key=... -Dcontract.secret-key=...");
    store =
        Store.at(
            URI.create(System.getProperty(ENDPOINT)),
            System.getProperty("contract.access-key"),
            System.getProperty("contract.secret-key"));
  }

  @Override
  Store store() {
    return store;
  }

  @Override
  String storeName() {
    return System.getProperty("contract.name", System.getProperty(ENDPOINT));
  }
}
