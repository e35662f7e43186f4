package zamba.publish.vouch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;
import zamba.publish.report.Printable;

/**
 * A private key in AWS KMS, which never leaves it: {@code kms:GetPublicKey} once, {@code kms:Sign}
 * for each signature. The credentials are AWS's default chain; where KMS is, is the SDK's to know
 * ({@code AWS_ENDPOINT_URL_KMS}).
 */
final class KmsKey implements SigningKey {
  private static final Pattern ARN =
      Pattern.compile("arn:[a-z0-9-]+:kms:([a-z0-9-]+):[0-9]{12}:(?:key|alias)/.+");

  private final String id;
  private final KmsClient client;
  private final VerificationKey publicKey;

  private KmsKey(String id, KmsClient client, VerificationKey publicKey) {
    this.id = id;
    this.client = client;
    this.publicKey = publicKey;
  }

  /**
   * Asks KMS for a key's public half.
   *
   * @param id the key's id or ARN, or an alias's name ({@code alias/…}) or ARN
   * @param awsRegion where it is, unless the ARN says
   * @throws UnusableKeyException if there is none, or it does not sign with this curve
   */
  static KmsKey find(String id, Optional<String> awsRegion) {
    KmsClient client;
    try {
      client = client(id, awsRegion);
    } catch (SdkException | IllegalArgumentException e) { // of a profile or region that is none
      throw new UnusableKeyException("kms:%s: %s".formatted(id, Printable.message(e.getMessage())));
    }
    try {
      GetPublicKeyResponse answer = client.getPublicKey(request -> request.keyId(id));
      if (answer.keyUsage() != KeyUsageType.SIGN_VERIFY
          || !answer.signingAlgorithms().contains(SigningAlgorithmSpec.ECDSA_SHA_256)) {
        throw new UnusableKeyException(
            "kms:%s does not sign with ECDSA_SHA_256: its spec is %s, its usage %s. Make one: aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY"
                .formatted(id, answer.keySpecAsString(), answer.keyUsageAsString()));
      }
      VerificationKey key = VerificationKey.of("kms:" + id, answer.publicKey().asByteArray());
      return new KmsKey(id, client, key);
    } catch (SdkException e) {
      client.close();
      throw failed("kms:GetPublicKey", id, e);
    } catch (UnusableKeyException e) {
      client.close();
      throw e;
    }
  }

  private static KmsClient client(String id, Optional<String> awsRegion) {
    KmsClientBuilder builder = KmsClient.builder().httpClientBuilder(ApacheHttpClient.builder());
    Matcher arn = ARN.matcher(id);
    if (arn.matches()) {
      builder.region(Region.of(arn.group(1)));
    } else {
      awsRegion.map(Region::of).ifPresent(builder::region);
    }
    return builder.build();
  }

  private static UnusableKeyException failed(String action, String id, SdkException e) {
    String why =
        e instanceof AwsServiceException answer && answer.awsErrorDetails() != null
            ? "%s (%s)"
                .formatted(
                    answer.awsErrorDetails().errorMessage(), answer.awsErrorDetails().errorCode())
            : e.getMessage();
    return new UnusableKeyException(
        "the key kms:%s: %s failed: %s".formatted(id, action, Printable.message(why)));
  }

  @Override
  public VerificationKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      return client
          .sign(
              request ->
                  request
                      .keyId(id)
                      .message(SdkBytes.fromByteArray(message))
                      // KMS hashes it; a server that plays KMS may hash a digest once more.
                      .messageType(MessageType.RAW)
                      .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256))
          .signature()
          .asByteArray();
    } catch (SdkException e) {
      throw failed("kms:Sign", id, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
