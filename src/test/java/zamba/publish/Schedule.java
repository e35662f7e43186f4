package zamba.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** What happens to three publishers on the same buckets, made up from a seed; and what of it. */
final class Schedule implements AutoCloseable {
  private static final int PUBLISHERS = 3;
  private static final int STEPS = 5;

  /** About as many requests has a run that copies everything. */
  private static final int REQUESTS = 60;

  private static final List<String> REFUSALS =
      List.of("403 AccessDenied", "500 InternalError", "503 SlowDown");

  private final long seed;
  private final Random random;
  private final SourceVersions source;
  private final VisibleObjects visible;
  private final List<Member> members = new ArrayList<>();
  private final List<Member> killed = new ArrayList<>();
  private final List<String> trace = Collections.synchronizedList(new ArrayList<>());

  /** Camel finds a free name for each context, but not for two at the same moment. */
  private static final ReentrantLock STARTS = new ReentrantLock();

  /** One publisher with the proxy that it has to go through: the first is started each time. */
  private static final class Member implements AutoCloseable {
    private final Run run;
    private final FaultProxy proxy;
    private final boolean daemon;
    private Run.ByHand running;
    private volatile Function<String, String> fault = line -> null;

    Member(Run first, Path folder, boolean daemon) throws IOException {
      this.daemon = daemon;
      run = new Run(folder, first);
      proxy = new FaultProxy(first.store.endpoint(), line -> fault.apply(line));
      run.set("s3.endpoint", proxy.endpoint().toString())
          .set("copy.resume-after", "0s")
          .set("s3.answer-within", "5s");
    }

    /** Gives the report. */
    JsonNode publish() {
      if (running == null) {
        running = start();
      }
      JsonNode report = running.publish("");
      if (!daemon) {
        forget();
      }
      return report;
    }

    private Run.ByHand start() {
      STARTS.lock();
      try {
        return run.byHand();
      } finally {
        STARTS.unlock();
      }
    }

    /** Whatever it remembers is gone. */
    void forget() {
      if (running != null) {
        running.close();
        running = null;
      }
    }

    @Override
    public void close() throws IOException {
      fault = line -> FaultProxy.DROP;
      forget();
      proxy.close();
    }
  }

  Schedule(long seed, Path folder, SourceVersions.Names names) throws IOException {
    this.seed = seed;
    this.random = new Random(seed);
    Run first = new Run(folder);
    source = new SourceVersions(first, names, random);
    for (int i = 1; i <= PUBLISHERS; i++) {
      members.add(new Member(first, Files.createDirectory(folder.resolve("publisher" + i)), i > 1));
    }
    visible = new VisibleObjects(first, members.stream().map(it -> it.run.official()).toList());
  }

  /** Runs it, and looks after each step whether all is well. */
  void run() throws Exception {
    for (int step = 1; step <= STEPS; step++) {
      tell("step " + step);
      loseSome();
      if (random.nextInt(3) == 0) {
        tell("  overwritten before: " + source.overwrite(random));
      }
      List<JsonNode> reports = publish();
      List<String> wrong = new ArrayList<>(visible.violations(source::was));
      reports.forEach(report -> wrong.addAll(saidToBeEverywhere(report)));
      tell("  visible: %s; %d configs".formatted(visible.replicas(), visible.configs()));
      if (!wrong.isEmpty()) {
        throw new AssertionError(
            "seed %d: %s%n%s".formatted(seed, String.join("\n", wrong), String.join("\n", trace)));
      }
    }
  }

  private void tell(String text) {
    trace.add(text);
  }

  private void loseSome() {
    boolean many = random.nextInt(4) == 0;
    for (VisibleObjects.Replica replica : visible.replicas()) {
      if (many ? random.nextInt(4) > 0 : random.nextInt(6) == 0) {
        visible.lose(replica);
        tell("  lost: %s".formatted(replica));
      }
    }
  }

  /** All at once; some not at all. */
  private List<JsonNode> publish() {
    Map<Integer, CompletableFuture<JsonNode>> ends = new TreeMap<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      Member member = members.get(i);
      if (random.nextInt(4) > 0) {
        member.fault = fault(i + 1);
        CompletableFuture<JsonNode> end = new CompletableFuture<>();
        new Thread(() -> end.completeAsync(member::publish, Runnable::run), "publisher").start();
        ends.put(i, end);
      }
    }
    List<JsonNode> reports = new ArrayList<>();
    ends.forEach(
        (i, end) -> {
          JsonNode report = ended(end);
          reports.add(report);
          tell("  publisher %d: %s".formatted(i + 1, told(report)));
        });
    killed.forEach(Member::forget);
    killed.clear();
    return reports;
  }

  private JsonNode ended(CompletableFuture<JsonNode> end) {
    try {
      return end.join();
    } catch (CompletionException e) {
      throw new AssertionError("seed %d: %s%n%s".formatted(seed, e, String.join("\n", trace)), e);
    }
  }

  private static String told(JsonNode report) {
    List<String> told = new ArrayList<>();
    for (JsonNode it : report.path("publications")) {
      told.add(text(it, "publicName") + " " + text(it, "status") + " " + text(it, "error"));
    }
    return String.join("; ", told);
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  /** It was said where it was not so: no exit status and no report may be believed then. */
  private List<String> saidToBeEverywhere(JsonNode report) {
    List<String> wrong = new ArrayList<>();
    for (JsonNode it : report.path("publications")) {
      if (text(it, "status").equals("published") && !visible.everywhere(text(it, "publicName"))) {
        wrong.add(text(it, "publicName") + " was said to be published, and is not everywhere");
      }
    }
    return wrong;
  }

  /** What becomes of one publisher's requests in a step. */
  private Function<String, String> fault(int publisher) {
    Random own = new Random(random.nextLong());
    int kind = own.nextInt(10);
    int killedAt = kind < 2 ? own.nextInt(REQUESTS) : Integer.MAX_VALUE;
    double refused = kind >= 2 && kind < 6 ? own.nextDouble() * 0.3 : 0;
    String refusal = REFUSALS.get(own.nextInt(REFUSALS.size()));
    int overwrittenAt = own.nextInt(2) == 0 ? own.nextInt(REQUESTS) : -1;
    tell(
        "  publisher %d: %s"
            .formatted(
                publisher,
                kind < 2
                    ? "killed at its request " + killedAt
                    : refused > 0
                        ? "%.0f %% are refused, %s".formatted(refused * 100, refusal)
                        : "let be"));
    if (kind < 2) {
      killed.add(members.get(publisher - 1));
    }
    AtomicInteger count = new AtomicInteger();
    return line -> {
      int number = count.getAndIncrement();
      synchronized (own) {
        if (number == overwrittenAt) {
          String what = source.overwrite(own);
          tell(
              "  overwritten at request %d of publisher %d: %s: %s"
                  .formatted(number, publisher, line, what));
        }
        if (number >= killedAt) {
          return number == killedAt && own.nextBoolean() ? FaultProxy.LOSE_ANSWER : FaultProxy.DROP;
        }
        return own.nextDouble() < refused ? refusal : null;
      }
    };
  }

  @Override
  public void close() throws IOException {
    for (Member member : members) {
      member.close();
    }
  }
}
