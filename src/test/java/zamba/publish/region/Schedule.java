package zamba.publish.region;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.SourceVersions;
import zamba.publish.fixture.VisibleObjects;

/** What happens to three publishers on the same buckets, made up from a seed; and what of it. */
final class Schedule implements AutoCloseable {
  private static final int PUBLISHERS = 3;
  private static final int STEPS = 5;

  /** About as many requests has a run that copies everything. */
  private static final int REQUESTS = 60;

  private static final Set<String> SEEN = Set.of("copied", "present", "different");

  private static final List<String> REFUSALS =
      List.of("403 AccessDenied", "500 InternalError", "503 SlowDown");

  private final long seed;
  private final Random random;
  private final Run run;
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

    /** The names that it has seen since it was started, or that its configs refer to. */
    private final Set<String> known = new HashSet<>();

    /** Of which objects it was told whether they are there, in this step. */
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    /** Which objects its requests have made visible in this step, whatever it was told of it. */
    private final Set<String> made = ConcurrentHashMap.newKeySet();

    Member(Run first, Path folder, boolean daemon) throws IOException {
      this.daemon = daemon;
      run = new Run(folder, first);
      proxy = FaultProxy.byHead(first.store.endpoint(), this::answer);
      run.set("s3.endpoint", proxy.endpoint().toString())
          .set("copy.resume-after", "0s")
          .set("s3.answer-within", "5s");
    }

    private String answer(String head) {
      String line = head.substring(0, head.indexOf("\r\n"));
      String answer = fault.apply(line);
      // What is asked without credentials the server denies by itself.
      if (answer == null && line.startsWith("HEAD ") && head.contains("\r\nAuthorization:")) {
        answered.add(line.substring("HEAD ".length(), line.lastIndexOf(" ")));
      }
      if ((answer == null || answer.equals(FaultProxy.LOSE_ANSWER))
          && line.startsWith("POST ")
          && line.contains("?uploadId=")) {
        made.add(line.substring("POST ".length(), line.indexOf('?')));
      }
      return answer;
    }

    /** Whether it was told in this step what is there. */
    boolean wasTold(String bucket, String name) {
      return answered.contains(path(bucket, name));
    }

    boolean hasMade(String bucket, String name) {
      return made.contains(path(bucket, name));
    }

    private static String path(String bucket, String name) {
      return "/" + bucket + "/" + VisibleObjects.PREFIX + name;
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

    /** What it has seen in this step: of what was there before, and of what it tells. */
    void learn(List<VisibleObjects.Replica> before, Map<String, String> buckets, JsonNode report) {
      if (running == null) {
        return;
      }
      before.stream()
          .filter(it -> wasTold(buckets.get(it.region()), it.name()))
          .forEach(it -> known.add(it.name()));
      for (JsonNode publication : report.path("publications")) {
        for (JsonNode replica : publication.path("replicas")) {
          if (SEEN.contains(text(replica, "status"))) {
            known.add(text(publication, "publicName"));
          }
        }
      }
    }

    /** Whatever it remembers is gone. */
    void forget() {
      if (running != null) {
        running.close();
        running = null;
        known.clear();
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
    run = first;
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
      List<VisibleObjects.Replica> before = visible.replicas();
      for (Member member : members) {
        member.answered.clear();
        member.made.clear();
        before.stream()
            .map(VisibleObjects.Replica::name)
            .filter(name -> visible.isReferredTo(member.run.official(), name))
            .forEach(member.known::add);
      }
      Map<Member, JsonNode> reports = publish();
      List<String> wrong = new ArrayList<>(visible.violations(source::was));
      reports.values().forEach(report -> wrong.addAll(saidToBeEverywhere(report)));
      tell("  visible: %s; %d configs".formatted(visible.replicas(), visible.configs()));
      Set<VisibleObjects.Replica> contradictions = visible.contradictions();
      if (wrong.size() == contradictions.size()
          && !wrong.isEmpty()
          && contradictions.stream().allMatch(it -> couldNotBeKnown(it, before))) {
        // Nothing that comes after it can be judged.
        System.out.printf("seed %d ends with what could not be known: %s%n", seed, wrong);
        return;
      }
      reports.forEach((member, report) -> member.learn(before, run.buckets, report));
      killed.forEach(Member::forget);
      killed.clear();
      if (!wrong.isEmpty()) {
        throw new AssertionError(
            "seed %d: %s%n%s".formatted(seed, String.join("\n", wrong), String.join("\n", trace)));
      }
    }
  }

  /**
   * The one thing that is left open (docs/decisions/0005): the publisher that made it was told by
   * no region that held the name, had not seen the name, and had no config that refers to it.
   */
  private boolean couldNotBeKnown(
      VisibleObjects.Replica made, List<VisibleObjects.Replica> before) {
    List<VisibleObjects.Replica> held =
        before.stream().filter(it -> it.name().equals(made.name())).toList();
    return !held.isEmpty()
        && members.stream()
            .filter(member -> member.hasMade(bucket(made), made.name()))
            .filter(member -> !member.known.contains(made.name()))
            .anyMatch(
                member -> held.stream().noneMatch(it -> member.wasTold(bucket(it), it.name())));
  }

  private String bucket(VisibleObjects.Replica replica) {
    return run.buckets.get(replica.region());
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
  private Map<Member, JsonNode> publish() {
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
    Map<Member, JsonNode> reports = new LinkedHashMap<>();
    ends.forEach(
        (i, end) -> {
          JsonNode report = ended(end);
          reports.put(members.get(i), report);
          tell("  publisher %d: %s".formatted(i + 1, told(report)));
        });
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
