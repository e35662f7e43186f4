package zamba.publish.contract;

import org.gaul.s3proxy.S3Proxy;
import zamba.publish.fixture.Store;

/** The contract on the embedded server. */
class EmbeddedContractTest extends PublishingContract {

  @Override
  Store store() {
    return Store.shared();
  }

  @Override
  String storeName() {
    return "embedded (S3Proxy " + S3Proxy.class.getPackage().getImplementationVersion() + ")";
  }
}
