package bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the model of S3 knows: objects without their bytes, and uploads. It answers just the requests
 * that the bench's sides make, with the conditions of Amazon S3; it checks no signature.
 */
final class Model {
  private static final String MODIFIED = "Mon, 23 Nov 2026 12:00:00 GMT";
  private static final String MODIFIED_ISO = "2026-11-23T12:00:00.000Z";
  private static final Pattern PART =
      Pattern.compile("<PartNumber>(\\d+)</PartNumber>", Pattern.DOTALL);

  /** An answer, and how many bytes the store has to copy before it can give it. */
  record Outcome(Http.Response response, long copied) {}

  private record Stored(
      long size, String etag, String crc64nvme, Map<String, String> headers, byte[] content) {}

  private record Part(long size, String etag, String crc64nvme, String sourceCrc) {}

  private record Upload(
      String bucket,
      String key,
      Map<String, String> headers,
      boolean fullObject,
      SortedMap<Integer, Part> parts) {}

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient Http.Response response;

    Refused(int status, String code, String message) {
      super(message, null, false, false);
      response = error(status, code, message);
    }
  }

  private final Map<String, ConcurrentSkipListMap<String, Stored>> buckets =
      new ConcurrentHashMap<>();
  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
  private final AtomicInteger serial = new AtomicInteger();

  Model() {
    Numbers.LATENCY_MILLIS.keySet().forEach(b -> buckets.put(b, new ConcurrentSkipListMap<>()));
  }

  /** Puts an object there; {@code content} is null for a checkpoint, of which only the size is kept. */
  void put(String bucket, String key, long size, byte[] content) {
    String etag = hex(key + size) + (content == null ? "-" + (1 + size / (16 << 20)) : "");
    buckets
        .get(bucket)
        .put(key, new Stored(size, etag, crc(bucket + key + size), Map.of(), content));
  }

  /** Empties a bucket and forgets its uploads. */
  void empty(String bucket) {
    buckets.get(bucket).clear();
    uploads.values().removeIf(upload -> upload.bucket.equals(bucket));
  }

  int objects(String bucket) {
    return buckets.get(bucket).size();
  }

  int unfinished() {
    return uploads.size();
  }

  /** How the request is called in Amazon's API reference. */
  static String kind(Http.Request request) {
    boolean onObject = request.path().indexOf('/', 1) > 0 && !request.path().endsWith("/");
    boolean copy = request.header("x-amz-copy-source") != null;
    return switch (request.method()) {
      case "HEAD" -> onObject ? "HeadObject" : "HeadBucket";
      case "GET" -> {
        if (request.has("uploads")) {
          yield "ListMultipartUploads";
        }
        if (request.has("uploadId")) {
          yield "ListParts";
        }
        if (request.has("tagging")) {
          yield "GetObjectTagging";
        }
        yield onObject ? "GetObject" : request.has("location") ? "GetBucketLocation" : "ListObjects";
      }
      case "PUT" -> {
        if (!onObject) {
          yield "CreateBucket";
        }
        if (request.has("partNumber")) {
          yield copy ? "UploadPartCopy" : "UploadPart";
        }
        yield copy ? "CopyObject" : "PutObject";
      }
      case "POST" ->
          request.has("uploads")
              ? "CreateMultipartUpload"
              : request.has("uploadId") ? "CompleteMultipartUpload" : "Post";
      case "DELETE" -> request.has("uploadId") ? "AbortMultipartUpload" : "DeleteObject";
      default -> request.method();
    };
  }

  Outcome answer(String kind, Http.Request request) {
    String path = Http.decodePath(request.path());
    int slash = path.indexOf('/', 1);
    String bucket = slash < 0 ? path.substring(1) : path.substring(1, slash);
    String key = slash < 0 ? "" : path.substring(slash + 1);
    try {
      if (bucket.isEmpty()) {
        return now(Http.Response.xml(200, "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>"));
      }
      ConcurrentSkipListMap<String, Stored> objects = buckets.get(bucket);
      if (objects == null) {
        throw new Refused(404, "NoSuchBucket", "there is no bucket " + bucket);
      }
      return switch (kind) {
        case "HeadBucket", "CreateBucket" -> now(Http.Response.empty(200));
        case "GetBucketLocation" -> now(Http.Response.xml(200, "<LocationConstraint/>"));
        case "GetObjectTagging" -> now(Http.Response.xml(200, "<Tagging><TagSet/></Tagging>"));
        case "HeadObject" -> now(head(request, find(objects, key)));
        case "GetObject" -> now(get(request, find(objects, key)));
        case "ListObjects" -> now(list(request, bucket, objects));
        case "ListMultipartUploads" -> now(listUploads(request, bucket));
        case "ListParts" -> now(listParts(request, bucket, key));
        case "PutObject" -> now(putObject(request, objects, key));
        case "CopyObject" -> copyObject(request, objects, key);
        case "CreateMultipartUpload" -> now(create(request, bucket, key));
        case "UploadPartCopy" -> copyPart(request);
        case "UploadPart" -> now(uploadPart(request));
        case "CompleteMultipartUpload" -> now(complete(request, objects, bucket, key));
        case "AbortMultipartUpload" -> now(abort(request));
        case "DeleteObject" -> {
          objects.remove(key);
          yield now(Http.Response.empty(204));
        }
        default -> now(error(501, "NotImplemented", "the model has no " + kind));
      };
    } catch (Refused e) {
      return now(e.response);
    }
  }

  private static Outcome now(Http.Response response) {
    return new Outcome(response, 0);
  }

  static Http.Response error(int status, String code, String message) {
    return Http.Response.xml(
        status,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message></Error>"
            .formatted(code, message));
  }

  private static Stored find(Map<String, Stored> objects, String key) {
    Stored stored = objects.get(key);
    if (stored == null) {
      throw new Refused(404, "NoSuchKey", "there is no " + key);
    }
    return stored;
  }

  private static Http.Response head(Http.Request request, Stored stored) {
    String ifMatch = request.header("if-match");
    if (ifMatch != null && !unquote(ifMatch).equals(stored.etag)) {
      throw new Refused(412, "PreconditionFailed", "the ETag is " + stored.etag);
    }
    Http.Response response = Http.Response.empty(200);
    stored.headers.forEach(response::with);
    if (!stored.headers.containsKey("content-type")) {
      response.with("Content-Type", "binary/octet-stream");
    }
    response
        .with("ETag", '"' + stored.etag + '"')
        .with("Last-Modified", MODIFIED)
        .with("Accept-Ranges", "bytes")
        .with("x-length", String.valueOf(stored.size));
    if ("ENABLED".equalsIgnoreCase(request.header("x-amz-checksum-mode"))) {
      response
          .with("x-amz-checksum-crc64nvme", stored.crc64nvme)
          .with("x-amz-checksum-type", "FULL_OBJECT");
    }
    return response;
  }

  private static Http.Response get(Http.Request request, Stored stored) {
    long from = 0;
    long to = stored.size - 1;
    String range = request.header("range");
    if (range != null) {
      long[] asked = range(range);
      from = asked[0];
      to = Math.min(to, asked[1]);
    }
    int status = range == null ? 200 : 206;
    byte[] body = new byte[0];
    long zeros = 0;
    if (stored.content == null) {
      zeros = to - from + 1;
    } else {
      body = java.util.Arrays.copyOfRange(stored.content, (int) from, (int) to + 1);
    }
    Http.Response response = new Http.Response(status, new LinkedHashMap<>(), body, zeros);
    stored.headers.forEach(response::with);
    if (range != null) {
      response.with("Content-Range", "bytes %d-%d/%d".formatted(from, to, stored.size));
    }
    return response
        .with("ETag", '"' + stored.etag + '"')
        .with("Last-Modified", MODIFIED)
        .with("Accept-Ranges", "bytes");
  }

  /** ListObjects and ListObjectsV2: prefix, delimiter, paging. */
  private static Http.Response list(
      Http.Request request, String bucket, ConcurrentSkipListMap<String, Stored> objects) {
    Map<String, String> query = request.query();
    String prefix = query.getOrDefault("prefix", "");
    String delimiter = query.getOrDefault("delimiter", "");
    int most = Integer.parseInt(query.getOrDefault("max-keys", "1000"));
    String after =
        query.getOrDefault(
            "continuation-token",
            query.getOrDefault("start-after", query.getOrDefault("marker", "")));
    StringBuilder contents = new StringBuilder();
    Map<String, String> common = new TreeMap<>();
    int count = 0;
    String last = null;
    boolean truncated = false;
    for (Map.Entry<String, Stored> entry : objects.tailMap(prefix, true).entrySet()) {
      String key = entry.getKey();
      if (!key.startsWith(prefix)) {
        break;
      }
      int cut = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
      String shown = cut < 0 ? key : key.substring(0, cut + delimiter.length());
      if (shown.compareTo(after) <= 0 || common.containsKey(shown)) {
        continue;
      }
      if (count == most) {
        truncated = true;
        break;
      }
      count++;
      last = shown;
      if (cut >= 0) {
        common.put(shown, "");
        continue;
      }
      contents.append(
          "<Contents><Key>%s</Key><LastModified>%s</LastModified><ETag>&quot;%s&quot;</ETag><Size>%d</Size><StorageClass>STANDARD</StorageClass></Contents>"
              .formatted(key, MODIFIED_ISO, entry.getValue().etag, entry.getValue().size));
    }
    common
        .keySet()
        .forEach(
            p -> contents.append("<CommonPrefixes><Prefix>" + p + "</Prefix></CommonPrefixes>"));
    return Http.Response.xml(
        200,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>%s</Name><Prefix>%s</Prefix><KeyCount>%d</KeyCount><MaxKeys>%d</MaxKeys><IsTruncated>%s</IsTruncated>%s%s</ListBucketResult>"
            .formatted(
                bucket,
                prefix,
                count,
                most,
                truncated,
                truncated
                    ? "<NextContinuationToken>%s</NextContinuationToken><NextMarker>%s</NextMarker>"
                        .formatted(last, last)
                    : "",
                contents));
  }

  private Http.Response listUploads(Http.Request request, String bucket) {
    String prefix = request.query().getOrDefault("prefix", "");
    StringBuilder xml = new StringBuilder();
    uploads.forEach(
        (id, upload) -> {
          if (upload.bucket.equals(bucket) && upload.key.startsWith(prefix)) {
            xml.append(
                "<Upload><Key>%s</Key><UploadId>%s</UploadId><Initiated>%s</Initiated></Upload>"
                    .formatted(upload.key, id, MODIFIED_ISO));
          }
        });
    return Http.Response.xml(
        200,
        "<ListMultipartUploadsResult><Bucket>%s</Bucket><IsTruncated>false</IsTruncated>%s</ListMultipartUploadsResult>"
            .formatted(bucket, xml));
  }

  private Http.Response listParts(Http.Request request, String bucket, String key) {
    Upload upload = upload(request);
    StringBuilder xml = new StringBuilder();
    synchronized (upload.parts) {
      upload.parts.forEach(
          (number, part) ->
              xml.append(
                  "<Part><PartNumber>%d</PartNumber><ETag>&quot;%s&quot;</ETag><Size>%d</Size><ChecksumCRC64NVME>%s</ChecksumCRC64NVME></Part>"
                      .formatted(number, part.etag, part.size, part.crc64nvme)));
    }
    return Http.Response.xml(
        200,
        "<ListPartsResult><Bucket>%s</Bucket><Key>%s</Key><UploadId>%s</UploadId><IsTruncated>false</IsTruncated>%s</ListPartsResult>"
            .formatted(bucket, key, request.query().get("uploadId"), xml));
  }

  private static Http.Response putObject(
      Http.Request request, ConcurrentSkipListMap<String, Stored> objects, String key) {
    long size =
        request.header("x-amz-decoded-content-length") != null
            ? Long.parseLong(request.header("x-amz-decoded-content-length"))
            : request.bodyBytes();
    Stored stored =
        new Stored(size, hex(key + size), crc(key + size), kept(request), size == 0 ? new byte[0] : null);
    store(request, objects, key, stored);
    return Http.Response.empty(200).with("ETag", '"' + stored.etag + '"');
  }

  private Outcome copyObject(
      Http.Request request, ConcurrentSkipListMap<String, Stored> objects, String key) {
    Stored source = source(request);
    if (source.size > Numbers.LARGEST_COPY) {
      throw new Refused(
          400, "InvalidRequest", "the copy source is larger than 5 GiB: " + source.size);
    }
    boolean replace = "REPLACE".equalsIgnoreCase(request.header("x-amz-metadata-directive"));
    Stored copy =
        new Stored(
            source.size,
            hex(key + source.etag),
            source.crc64nvme,
            replace ? kept(request) : source.headers,
            source.content);
    store(request, objects, key, copy);
    return new Outcome(
        Http.Response.xml(
            200,
            "<CopyObjectResult><LastModified>%s</LastModified><ETag>&quot;%s&quot;</ETag><ChecksumCRC64NVME>%s</ChecksumCRC64NVME></CopyObjectResult>"
                .formatted(MODIFIED_ISO, copy.etag, copy.crc64nvme)),
        source.size);
  }

  private Http.Response create(Http.Request request, String bucket, String key) {
    String id = "upload-" + serial.incrementAndGet();
    // CRC64NVME is of the full object only, and S3 computes it when nothing is asked for.
    String algorithm = request.header("x-amz-checksum-algorithm");
    boolean fullObject =
        algorithm == null
            || algorithm.equalsIgnoreCase("CRC64NVME")
            || "FULL_OBJECT".equalsIgnoreCase(request.header("x-amz-checksum-type"));
    uploads.put(id, new Upload(bucket, key, kept(request), fullObject, new TreeMap<>()));
    return Http.Response.xml(
        200,
        "<InitiateMultipartUploadResult><Bucket>%s</Bucket><Key>%s</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
            .formatted(bucket, key, id));
  }

  private Outcome copyPart(Http.Request request) {
    Upload upload = upload(request);
    Stored source = source(request);
    long from = 0;
    long to = source.size - 1;
    String range = request.header("x-amz-copy-source-range");
    if (range != null) {
      long[] asked = range(range);
      from = asked[0];
      to = asked[1];
    }
    if (to >= source.size || from > to) {
      throw new Refused(
          400, "InvalidArgument", "Range specified is not valid for source object of size: " + source.size);
    }
    if (to - from + 1 > Numbers.LARGEST_COPY) {
      throw new Refused(400, "InvalidRequest", "a part is larger than 5 GiB");
    }
    int number = partNumber(request);
    Part part =
        new Part(
            to - from + 1,
            hex(source.etag + from + "-" + to),
            crc(source.etag + from + "-" + to),
            source.crc64nvme + " " + source.size);
    synchronized (upload.parts) {
      upload.parts.put(number, part);
    }
    return new Outcome(
        Http.Response.xml(
            200,
            "<CopyPartResult><LastModified>%s</LastModified><ETag>&quot;%s&quot;</ETag><ChecksumCRC64NVME>%s</ChecksumCRC64NVME></CopyPartResult>"
                .formatted(MODIFIED_ISO, part.etag, part.crc64nvme)),
        part.size);
  }

  private Http.Response uploadPart(Http.Request request) {
    Upload upload = upload(request);
    int number = partNumber(request);
    String decoded = request.header("x-amz-decoded-content-length");
    long size = decoded == null ? request.bodyBytes() : Long.parseLong(decoded);
    Part part =
        new Part(size, hex(request.query().get("uploadId") + number), crc("part" + number), "uploaded");
    synchronized (upload.parts) {
      upload.parts.put(number, part);
    }
    return Http.Response.empty(200).with("ETag", '"' + part.etag + '"');
  }

  private Http.Response complete(
      Http.Request request,
      ConcurrentSkipListMap<String, Stored> objects,
      String bucket,
      String key) {
    Upload upload = upload(request);
    String body = new String(request.body(), StandardCharsets.UTF_8);
    Matcher numbers = PART.matcher(body);
    List<Part> parts = new ArrayList<>();
    synchronized (upload.parts) {
      while (numbers.find()) {
        Part part = upload.parts.get(Integer.valueOf(numbers.group(1)));
        if (part == null || !body.contains(part.etag)) {
          throw new Refused(400, "InvalidPart", "there is no part " + numbers.group(1));
        }
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      throw new Refused(400, "MalformedXML", "no part is named");
    }
    for (Part part : parts.subList(0, parts.size() - 1)) {
      if (part.size < Numbers.SMALLEST_PART) {
        throw new Refused(400, "EntityTooSmall", "a part has " + part.size + " bytes");
      }
    }
    long size = parts.stream().mapToLong(Part::size).sum();
    // All of one source and as long as it: then it is that source, and so is its checksum.
    String of = parts.get(0).sourceCrc;
    boolean whole = of.endsWith(" " + size) && parts.stream().allMatch(p -> p.sourceCrc.equals(of));
    String crc = whole ? of.substring(0, of.indexOf(' ')) : crc(key + size);
    String declared = request.header("x-amz-checksum-crc64nvme");
    if (declared != null && upload.fullObject && !declared.equals(crc)) {
      throw new Refused(400, "BadDigest", "the CRC64NVME is " + crc + ", not " + declared);
    }
    Stored stored =
        new Stored(size, hex(key + size) + "-" + parts.size(), crc, upload.headers, null);
    store(request, objects, key, stored);
    uploads.remove(request.query().get("uploadId"));
    return Http.Response.xml(
        200,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CompleteMultipartUploadResult><Location>http://model/%s/%s</Location><Bucket>%s</Bucket><Key>%s</Key><ETag>&quot;%s&quot;</ETag><ChecksumCRC64NVME>%s</ChecksumCRC64NVME><ChecksumType>FULL_OBJECT</ChecksumType></CompleteMultipartUploadResult>"
            .formatted(bucket, key, bucket, key, stored.etag, stored.crc64nvme));
  }

  private Http.Response abort(Http.Request request) {
    if (uploads.remove(request.query().get("uploadId")) == null) {
      throw new Refused(404, "NoSuchUpload", "there is no such upload");
    }
    return Http.Response.empty(204);
  }

  private Upload upload(Http.Request request) {
    Upload upload = uploads.get(request.query().get("uploadId"));
    if (upload == null) {
      throw new Refused(404, "NoSuchUpload", "there is no such upload");
    }
    return upload;
  }

  private static int partNumber(Http.Request request) {
    int number = Integer.parseInt(request.query().get("partNumber"));
    if (number < 1 || number > Numbers.MOST_PARTS) {
      throw new Refused(400, "InvalidArgument", "part number " + number);
    }
    return number;
  }

  private Stored source(Http.Request request) {
    String path = Http.decodePath(request.header("x-amz-copy-source"));
    String name = path.startsWith("/") ? path.substring(1) : path;
    int slash = name.indexOf('/');
    Map<String, Stored> objects = buckets.get(name.substring(0, slash));
    if (objects == null) {
      throw new Refused(404, "NoSuchBucket", "there is no bucket of " + path);
    }
    Stored source = find(objects, name.substring(slash + 1));
    String ifMatch = request.header("x-amz-copy-source-if-match");
    if (ifMatch != null && !unquote(ifMatch).equals(source.etag)) {
      throw new Refused(412, "PreconditionFailed", "the source's ETag is " + source.etag);
    }
    return source;
  }

  private static void store(
      Http.Request request, ConcurrentSkipListMap<String, Stored> objects, String key, Stored stored) {
    if ("*".equals(request.header("if-none-match"))) {
      if (objects.putIfAbsent(key, stored) != null) {
        throw new Refused(412, "PreconditionFailed", "the object exists");
      }
    } else {
      objects.put(key, stored);
    }
  }

  private static Map<String, String> kept(Http.Request request) {
    Map<String, String> kept = new TreeMap<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith("x-amz-meta-") || name.equals("content-type")) {
                kept.put(name, value);
              }
            });
    return kept;
  }

  /** First and last of {@code bytes=first-last}; without a last one, the largest number. */
  private static long[] range(String text) {
    String[] ends = text.substring(text.indexOf('=') + 1).split("-");
    return new long[] {
      Long.parseLong(ends[0]), ends.length > 1 ? Long.parseLong(ends[1]) : Long.MAX_VALUE - 1
    };
  }

  private static String unquote(String etag) {
    return etag.replace("\"", "");
  }

  private static long mix(String text) {
    long hash = 1125899906842597L;
    for (int i = 0; i < text.length(); i++) {
      hash = 31 * hash + text.charAt(i);
    }
    hash ^= hash >>> 31;
    hash *= 0x9E3779B97F4A7C15L;
    return hash ^ (hash >>> 29);
  }

  private static String hex(String text) {
    return "%016x%016x".formatted(mix(text), mix(text + "#"));
  }

  private static String crc(String text) {
    long value = mix("crc" + text);
    byte[] bytes = new byte[8];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return Base64.getEncoder().encodeToString(bytes);
  }
}
