package zamba.publish.page;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zamba.publish.publication.Digests;
import zamba.publish.publication.Inspected;
import zamba.publish.publication.PublicObject;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Report;
import zamba.publish.publication.Signature;

/** Reports as runs leave them, and how it stands after them. */
final class Sample {
  static final List<String> REGIONS = List.of("us", "eu", "asia");
  static final String HOSTILE =
      "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>\u202eevil\u2066";
  static final String LONG = "m".repeat(200);
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);

  private Sample() {}

  static Publication publication(String name, Publication.Status status, Replica.Status... found) {
    List<Replica> replicas = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      replicas.add(
          replica(REGIONS.get(i), name, found[i], "https://" + REGIONS.get(i) + ".test/x"));
    }
    return new Publication(
            name,
            "model",
            status,
            "s3://private/" + name + "/x.ckpt",
            name + "_0123456789.ckpt",
            25_165_824L,
            status == Publication.Status.FAILED ? "It failed, as " + name + " does" : null,
            replicas,
            List.of())
        .withInspection(new Inspected("safe", List.of(), 6_290_488, 9, 1_000, "safe"))
        .withSignature(
            new Digests("ab".repeat(32), "AAAAAAAAAAA="),
            new Signature(Signature.Status.SIGNED, "cd".repeat(32), null));
  }

  static Replica replica(String region, String name, Replica.Status status, String url) {
    return new Replica(
        region,
        "public-" + region,
        "models/" + name,
        status,
        status == Replica.Status.PRESENT || status == Replica.Status.COPIED,
        "CRC64NVME",
        12,
        null,
        status == Replica.Status.FAILED ? "no answer" : null,
        url);
  }

  static Publication present(String name) {
    return publication(
        name,
        Publication.Status.PRESENT,
        Replica.Status.PRESENT,
        Replica.Status.PRESENT,
        Replica.Status.PRESENT);
  }

  static Report report(List<PublicObject> unreferenced, Publication... publications) {
    return new Report(
        "2026-11-24T11:59:00Z",
        "2026-11-24T11:59:30Z",
        List.of(publications).stream().anyMatch(Publication::failed) ? "failed" : "ok",
        List.of(publications),
        unreferenced,
        null);
  }

  /** How it stands after these runs, with folders of models or without. */
  static Observer observer(ModelFacts models, Report... reports) {
    Set<String> catalog =
        List.of(reports).stream()
            .flatMap(it -> it.publications().stream())
            .map(it -> it.kind() + " " + it.name())
            .collect(Collectors.toSet());
    Seen seen = new Seen(() -> catalog, CLOCK);
    List.of(reports).forEach(seen::ended);
    return new Observer(REGIONS, seen, models, new Copies(), CLOCK, true);
  }

  static Status status(Report... reports) {
    return observer(new ModelFacts(java.nio.file.Path.of("none")), reports).now();
  }

  /** So many entries that are in place. */
  static Report many(int count) {
    return report(
        null,
        IntStream.range(0, count).mapToObj(i -> present("model_" + i)).toArray(Publication[]::new));
  }

  /** Metrics as zamba writes them. */
  static byte[] metrics(Map<String, Double> f1) {
    return ("[{\"val_macro_f1\": 0.5"
            + f1.entrySet().stream()
                .map(it -> ", \"species/val_f1/%s\": %s".formatted(it.getKey(), it.getValue()))
                .collect(Collectors.joining())
            + "}]")
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
