package zamba.publish.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import zamba.publish.report.Printable;

/**
 * Takes no answer for S3's that is not: the SDK reads an HTML page of status 200 as a listing with
 * nothing in it. And reads no more of an answer than any answer has: the SDK holds the whole of it
 * in memory.
 */
public final class AnswerCheck implements ExecutionInterceptor {
  /** An error of S3's has a few hundred bytes. */
  private static final int LARGEST_ERROR = 64 << 10;

  /** A listing's page has a thousand keys of up to 1,024 bytes, each escaped, and their details. */
  private static final int LARGEST_ANSWER = 16 << 20;

  /** Before the first element; CompleteMultipartUpload begins with blanks while it works. */
  private static final int LARGEST_PROLOGUE = 16 << 10;

  /** The root element of each operation's answer (Amazon S3 API Reference). */
  private static final Map<String, String> ROOTS =
      Map.of(
          "ListObjectsV2", "ListBucketResult",
          "CreateMultipartUpload", "InitiateMultipartUploadResult",
          "UploadPartCopy", "CopyPartResult",
          "CompleteMultipartUpload", "CompleteMultipartUploadResult",
          "ListParts", "ListPartsResult",
          "ListMultipartUploads", "ListMultipartUploadsResult");

  /** What S3Proxy calls the answer to UploadPartCopy, too. */
  private static final String COPIED = "CopyObjectResult";

  /** With what moto ends the names of some answers; the SDK does not look at them. */
  private static final String RESPONSE = "Response";

  private static final Set<String> WITH_ETAG =
      Set.of("HeadObject", "GetObject", "PutObject", "UploadPart");

  private static final Pattern ROOT =
      Pattern.compile(
          "^(?:\\u00ef\\u00bb\\u00bf)?\\s*(?:<\\?.*?\\?>\\s*|<!--.*?-->\\s*)*<(?:\\w+:)?(!?[\\w.-]+)[\\s/>]",
          Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,100})</Code>");
  private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{1,1000})");
  private static final Map<String, Integer> PASSING =
      Map.of("InternalError", 500, "SlowDown", 503, "ServiceUnavailable", 503);

  @Override
  public SdkHttpResponse modifyHttpResponse(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    SdkHttpResponse answer = context.httpResponse();
    String operation = operation(context);
    if (answer.isSuccessful()
        && WITH_ETAG.contains(operation)
        && answer.firstMatchingHeader("ETag").isEmpty()) {
      context.responseBody().ifPresent(AnswerCheck::abort);
      throw StrangeAnswerException.of(
          answer.statusCode(),
          answer
              .firstMatchingHeader("Content-Type")
              .map(type -> Printable.message(type) + " and no ETag")
              .orElse("no ETag"));
    }
    return answer;
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    Optional<InputStream> body = context.responseBody();
    String root = ROOTS.get(operation(context));
    SdkHttpResponse answer = context.httpResponse();
    if (body.isEmpty()) {
      return body;
    }
    try {
      if (!answer.isSuccessful()) {
        return Optional.of(error(body.get()));
      }
      return root == null ? body : Optional.of(checked(root, answer, body.get()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String operation(Context.ModifyHttpResponse context) {
    return context.request().getClass().getSimpleName().replaceAll("Request$", "");
  }

  /** An error, or of one that is too large for that what S3 would have said of it. */
  private static InputStream error(InputStream body) throws IOException {
    byte[] beginning = body.readNBytes(LARGEST_ERROR);
    if (beginning.length == LARGEST_ERROR) {
      abort(body);
      String text = new String(beginning, StandardCharsets.UTF_8);
      beginning =
          ("<Error>" + element("Code", CODE, text) + element("Message", MESSAGE, text) + "</Error>")
              .getBytes(StandardCharsets.UTF_8);
    }
    return new ByteArrayInputStream(beginning);
  }

  private static String element(String name, Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    // As it was found, its escapes with it; an entity that the pattern cut is left out.
    return matcher.find()
        ? "<%s>%s</%s>".formatted(name, matcher.group(1).replaceAll("&[^;]{0,10}$", ""), name)
        : "";
  }

  /**
   * The answer, if it begins as it must.
   *
   * @throws SdkClientException with a {@link StrangeAnswerException} if it does not
   * @throws S3Exception if it is an error, in the operations in which the SDK does not expect one
   */
  private static InputStream checked(String root, SdkHttpResponse answer, InputStream body)
      throws IOException {
    BufferedInputStream stream = new BufferedInputStream(new Limited(body));
    stream.mark(LARGEST_PROLOGUE);
    StringBuilder beginning = new StringBuilder();
    byte[] some = new byte[1024];
    String found = "";
    while (found.isEmpty() && beginning.length() <= LARGEST_PROLOGUE - some.length) {
      int count = stream.read(some);
      if (count < 0) {
        break;
      }
      beginning.append(new String(some, 0, count, StandardCharsets.ISO_8859_1));
      Matcher matcher = ROOT.matcher(beginning);
      found = matcher.find() ? matcher.group(1) : "";
    }
    if (isNamed(found, root)) {
      stream.reset();
      return stream;
    }
    if (found.equals("Error")) {
      return failed(root, stream);
    }
    abort(body);
    throw StrangeAnswerException.of(
        answer.statusCode(), "%s where S3 gives <%s>".formatted(described(found, beginning), root));
  }

  private static boolean isNamed(String found, String root) {
    return found.equals(root)
        || found.equals(root.replaceFirst("Result$", RESPONSE))
        || (found.equals(COPIED) && root.equals("CopyPartResult"));
  }

  private static InputStream failed(String root, BufferedInputStream stream) throws IOException {
    stream.reset();
    byte[] error = stream.readNBytes(LARGEST_ERROR);
    if (root.equals("CopyPartResult") || root.equals("CompleteMultipartUploadResult")) {
      return new ByteArrayInputStream(error);
    }
    String text = new String(error, StandardCharsets.UTF_8);
    Matcher code = CODE.matcher(text);
    String name = code.find() ? code.group(1) : "";
    Matcher message = MESSAGE.matcher(text);
    throw S3Exception.builder()
        .statusCode(PASSING.getOrDefault(name, 200))
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .errorCode(name)
                .errorMessage(message.find() ? message.group(1) : "in an answer of status 200")
                .build())
        .build();
  }

  private static String described(String root, CharSequence beginning) {
    if (beginning.isEmpty()) {
      return "nothing";
    }
    return switch (root.toLowerCase(Locale.ROOT)) {
      case "" -> "something that is no XML";
      case "html", "!doctype" -> "an HTML page";
      default -> "<" + Printable.message(root) + ">";
    };
  }

  /** Reads no more of what nobody wants; closing would read the rest. */
  private static void abort(InputStream body) {
    if (body instanceof Abortable connection) {
      connection.abort();
    }
  }

  /** Ends an answer that is larger than any can be. */
  private static final class Limited extends FilterInputStream {
    private long left = LARGEST_ANSWER;

    Limited(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      left -= Math.max(0, count);
      if (left < 0) {
        abort(in);
        throw new IOException("the answer has more than " + LARGEST_ANSWER + " bytes");
      }
      return count;
    }
  }
}
