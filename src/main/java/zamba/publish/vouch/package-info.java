/**
 * What vouches for a public object: a statement of its digest, signed, in the form of OpenSSF Model
 * Signing 1.0 (ossf/model-signing-spec, method key), so that public tools can verify it. Knows
 * nothing of S3.
 *
 * <p>A signature file is a {@link zamba.publish.vouch.Bundle} around a {@link
 * zamba.publish.vouch.Statement}; keys are of the curve P-256, and private ones stay in {@link
 * zamba.publish.vouch.SigningKey}.
 */
package zamba.publish.vouch;
