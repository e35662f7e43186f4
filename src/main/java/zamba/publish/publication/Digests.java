package zamba.publish.publication;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What is known of a content.
 *
 * @param sha256 in hexadecimal; null, and not part of the report, if it is not known
 * @param crc64nvme base64, as S3 tells it; likewise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Digests(String sha256, String crc64nvme) {}
