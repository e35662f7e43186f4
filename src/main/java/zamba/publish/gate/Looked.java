package zamba.publish.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import zamba.publish.inspect.Inspection;
import zamba.publish.publication.Inspected;
import zamba.publish.publication.Publication;
import zamba.publish.report.Printable;

/**
 * What was found of one entry before it is public.
 *
 * @param inspection of its file of weights; empty if that was not inspected
 * @param warnings what is told, a line each
 * @param stops why it must not be published, a sentence each, without its full stop
 */
public record Looked(Optional<Inspection> inspection, List<String> warnings, List<String> stops) {

  /** Before anything was looked at. */
  public static final Looked NOTHING = new Looked(Optional.empty(), List.of(), List.of());

  public Looked {
    warnings = warnings.stream().map(Printable::of).toList();
    stops = stops.stream().map(Printable::of).toList();
  }

  Looked with(Inspection found) {
    return new Looked(Optional.of(found), warnings, stops);
  }

  /** The same and more. */
  Looked and(List<String> moreWarnings, List<String> moreStops) {
    List<String> allWarnings = new ArrayList<>(warnings);
    allWarnings.addAll(moreWarnings);
    List<String> allStops = new ArrayList<>(stops);
    allStops.addAll(moreStops);
    return new Looked(inspection, allWarnings, allStops);
  }

  /** Something that stops the publication, or if that is not wanted is only told. */
  Looked finding(Strictness strictness, String text) {
    return strictness == Strictness.STOP || strictness == Strictness.STRICT
        ? and(List.of(), List.of(text))
        : and(List.of(text), List.of());
  }

  /** What was found of several contents together; the inspection is that of the worse one. */
  Looked together(Looked other) {
    boolean worse = inspection.isEmpty() || (stops.isEmpty() && !other.stops.isEmpty());
    Looked all = and(other.warnings, other.stops);
    return new Looked(worse ? other.inspection : inspection, all.warnings, all.stops);
  }

  /** Why it must not be published; empty if it may be. */
  public Optional<String> obstacle() {
    return stops.isEmpty() ? Optional.empty() : Optional.of(String.join(". ", stops));
  }

  /** Of its file of weights, if that was inspected. */
  public Optional<String> verdict() {
    return inspection.map(it -> it.verdict().toString());
  }

  /** What was found of its file of weights, in a line; empty if it was not inspected. */
  public String summary() {
    return inspection.map(it -> Printable.of(it.summary())).orElse("");
  }

  /** The same publication, with what was found of it. */
  public Publication on(Publication publication) {
    return publication.plusWarnings(warnings).withInspection(inspected().orElse(null));
  }

  private Optional<Inspected> inspected() {
    return inspection.map(
        it ->
            new Inspected(
                it.verdict().toString(),
                reasons(it).stream().map(Printable::of).collect(Collectors.toList()),
                it.parameters(),
                it.tensorCount(),
                it.bytesRead(),
                Printable.of(it.summary())));
  }

  private static List<String> reasons(Inspection inspection) {
    return inspection.findings().isEmpty() && !inspection.reason().isEmpty()
        ? List.of(inspection.reason())
        : inspection.findings();
  }
}
