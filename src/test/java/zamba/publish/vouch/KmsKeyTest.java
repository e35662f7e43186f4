package zamba.publish.vouch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/** Keys in KMS, which moto plays: {@code python3 -m moto.server -p 5000}. */
@EnabledIfSystemProperty(
    named = "kms.endpoint",
    matches = "http.*",
    disabledReason = "skipped: no -Dkms.endpoint=<where moto listens>")
class KmsKeyTest {
  private static final String NAME = "a.ckpt";
  private static final byte[] CONTENT = {1, 2, 3};
  private static final Optional<String> AWS_REGION = Optional.of("eu-central-1");

  private static final String[] SDK = {
    "aws.endpointUrlKms", "aws.accessKeyId", "aws.secretAccessKey"
  };

  private KmsClient kms;

  @BeforeEach
  void reachMoto() {
    System.setProperty(SDK[0], System.getProperty("kms.endpoint"));
    System.setProperty(SDK[1], "any");
    System.setProperty(SDK[2], "any");
    kms = KmsClient.builder().region(Region.EU_CENTRAL_1).build();
  }

  @AfterEach
  void forget() {
    kms.close();
    for (String property : SDK) {
      System.clearProperty(property);
    }
  }

  private String made(KeySpec spec, KeyUsageType usage) {
    return kms.createKey(key -> key.keySpec(spec).keyUsage(usage)).keyMetadata().arn();
  }

  private static SigningKey open(String id) {
    return SigningKeys.of("kms:" + id).open(AWS_REGION);
  }

  @Test
  void aKeySignsByItsAliasAndByItsArn() {
    String arn = made(KeySpec.ECC_NIST_P256, KeyUsageType.SIGN_VERIFY);
    String alias = "alias/zamba-" + System.nanoTime();
    kms.createAlias(it -> it.aliasName(alias).targetKeyId(arn));
    for (String id : new String[] {alias, arn}) {
      try (SigningKey key = open(id)) {
        byte[] signature = Bundle.sign(Keys.statement(NAME, CONTENT), key).json();

        assertThat(
                new TrustedKeys(java.util.List.of(key.publicKey()))
                    .verify(signature, NAME)
                    .statement()
                    .name())
            .isEqualTo(NAME);
      }
    }
  }

  @Test
  void aKeyThatDoesNotSignLikeThatIsRefused() {
    for (String id :
        new String[] {
          made(KeySpec.RSA_2048, KeyUsageType.SIGN_VERIFY),
          made(KeySpec.ECC_NIST_P384, KeyUsageType.SIGN_VERIFY)
        }) {
      assertThatThrownBy(() -> open(id))
          .isInstanceOf(UnusableKeyException.class)
          .hasMessageContaining("--key-spec ECC_NIST_P256");
    }
    assertThatThrownBy(() -> open("alias/nobody-has-it"))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining("kms:GetPublicKey failed")
        .hasMessageContaining("NotFound");
  }
}
