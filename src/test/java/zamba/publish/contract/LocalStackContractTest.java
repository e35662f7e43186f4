package zamba.publish.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import zamba.publish.fixture.Store;

/**
 * The contract on LocalStack, where a Docker engine runs; the image is {@code
 * -Dcontract.localstack-image}.
 */
class LocalStackContractTest extends PublishingContract {
  private static final String IMAGE =
      System.getProperty("contract.localstack-image", "localstack/localstack:4.9.2");
  private static LocalStackContainer container;
  private static Store store;

  @BeforeAll
  static void start() {
    assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine is running");
    container =
        new LocalStackContainer(
                DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("localstack/localstack"))
            .withServices("s3");
    try {
      container.start();
    } catch (ContainerFetchException e) {
      Assumptions.abort("the image " + IMAGE + " can't be had: " + e.getMessage());
    }
    store = Store.at(container.getEndpoint(), container.getAccessKey(), container.getSecretKey());
  }

  @AfterAll
  static void stop() {
    if (container != null) {
      container.stop();
    }
  }

  @Override
  Store store() {
    return store;
  }

  @Override
  String storeName() {
    return System.getProperty("contract.localstack-name", "LocalStack (" + IMAGE + ")");
  }
}
