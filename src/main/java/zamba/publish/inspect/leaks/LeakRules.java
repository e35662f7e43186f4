package zamba.publish.inspect.leaks;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for leaks by the shipped rules (leak-rules.tsv) and those that were added, in time that
 * grows with the text and no faster: the patterns are RE2's. Texts are looked at line by line, by
 * added rules as a whole, and changed in no way.
 */
public final class LeakRules {

  /** Characters of a line that are looked at together; the pieces of a longer one overlap. */
  private static final int PIECE = 64 << 10;

  private static final int OVERLAP = 2 << 10;
  private static final int MOST = 1000;

  private final List<LeakRule> rules;
  private final List<Pattern> accepted;
  private final Set<String> publicBuckets;
  private final GitleaksRules added;

  /** A part of a line. */
  private record Span(int start, int end) {
    boolean meets(Span other) {
      return start < other.end && other.start < end;
    }
  }

  private record Match(LeakRule rule, Span span) {}

  /**
   * The shipped rules.
   *
   * @param accepted RE2 patterns of what may be public: a finding that touches a match of one is
   *     none
   * @param publicBuckets names of buckets that anybody may know
   * @throws IllegalArgumentException if a pattern is none; the message says which
   */
  public LeakRules(Collection<String> accepted, Collection<String> publicBuckets) {
    this(accepted, publicBuckets, GitleaksRules.NONE);
  }

  /**
   * The shipped rules and more, of which all findings are secrets.
   *
   * @throws IllegalArgumentException if a pattern of what is accepted is none
   */
  public LeakRules(
      Collection<String> accepted, Collection<String> publicBuckets, GitleaksRules added) {
    this.added = added;
    this.rules = shipped();
    this.accepted = accepted.stream().map(LeakRules::pattern).toList();
    this.publicBuckets = Set.copyOf(publicBuckets);
  }

  /**
   * Looks at a text.
   *
   * @param file what findings call it
   * @param known lines that are public already: what is only told is not told again for them
   */
  public List<Leak> inText(String file, String text, Set<String> known) {
    List<Secret> secrets = added(file, text);
    List<Leak> leaks = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      int at = number;
      boolean old = known.contains(line);
      leaks(line).stream()
          .filter(match -> match.rule().secret() || !old)
          .limit(Math.max(0, MOST - leaks.size()))
          .map(match -> leak(file, at, line, match, secrets))
          .forEach(leaks::add);
    }
    secrets.forEach(it -> leaks.add(leak(file, line(text, it.at()), it)));
    return leaks;
  }

  /**
   * Looks at strings that have no lines, such as those of a checkpoint; each finding is told once.
   *
   * @param file what findings call the file that they are from
   */
  public List<Leak> inStrings(String file, Collection<String> strings) {
    Set<Leak> leaks = new LinkedHashSet<>();
    for (String string : strings) {
      List<Secret> secrets = leaks.size() < MOST ? added(file, string) : List.of();
      secrets.forEach(it -> leaks.add(leak(file, 0, it)));
      for (String line : (Iterable<String>) string.lines()::iterator) {
        for (Match match : leaks(line)) {
          if (leaks.size() < MOST) {
            leaks.add(leak(file, 0, line, match, secrets));
          }
        }
      }
    }
    return List.copyOf(leaks);
  }

  /** What the added rules find, but for what is accepted. */
  private List<Secret> added(String file, String text) {
    return added.in(file, text, MOST).stream().filter(it -> !isAccepted(text, it)).toList();
  }

  private boolean isAccepted(String text, Secret secret) {
    int from = secret.start();
    while (from > 0 && secret.start() - from < PIECE && "\r\n".indexOf(text.charAt(from - 1)) < 0) {
      from--;
    }
    int to = secret.end();
    while (to < text.length() && to - secret.end() < PIECE && "\r\n".indexOf(text.charAt(to)) < 0) {
      to++;
    }
    Span span = new Span(secret.start() - from, secret.end() - from);
    return accepted(text.substring(from, to)).stream().anyMatch(span::meets);
  }

  /** The number of the line that a place is in. */
  private static int line(String text, int at) {
    return (int) (text.substring(0, at) + "x").lines().count();
  }

  private static Leak leak(String file, int number, Secret secret) {
    return new Leak(file, number, secret.rule(), true, Masked.secret(secret.text()));
  }

  private List<Match> leaks(String line) {
    List<Match> all = new ArrayList<>();
    for (int start = 0; start == 0 || start < line.length(); start += PIECE - OVERLAP) {
      String piece = line.substring(start, Math.min(line.length(), start + PIECE));
      for (LeakRule rule : rules) {
        Matcher matcher = rule.pattern().matcher(piece);
        while (matcher.find() && all.size() < MOST) {
          add(all, rule, matcher.group(), new Span(start + matcher.start(), start + matcher.end()));
        }
      }
      if (start + PIECE >= line.length()) {
        break;
      }
    }
    return accepted.isEmpty() ? all : withoutAccepted(all, line);
  }

  private void add(List<Match> all, LeakRule rule, String found, Span span) {
    Match match = new Match(rule, span);
    if (!rule.excepts(found) && !isPublicBucket(rule, found) && !all.contains(match)) {
      all.add(match);
    }
  }

  private boolean isPublicBucket(LeakRule rule, String found) {
    return rule.id().equals("private-store")
        && publicBuckets.contains(found.substring(found.indexOf("://") + 3));
  }

  private List<Match> withoutAccepted(List<Match> all, String line) {
    if (all.isEmpty()) {
      return all;
    }
    List<Span> spans = accepted(line);
    return all.stream().filter(match -> spans.stream().noneMatch(match.span()::meets)).toList();
  }

  private List<Span> accepted(String line) {
    List<Span> spans = new ArrayList<>();
    for (Pattern pattern : accepted) {
      Matcher matcher = pattern.matcher(line);
      while (matcher.find()) {
        spans.add(new Span(matcher.start(), matcher.end()));
      }
    }
    return spans;
  }

  private Leak leak(String file, int number, String line, Match match, List<Secret> secrets) {
    LeakRule rule = match.rule();
    Span span = match.span();
    if (rule.secret()) {
      String shown = Masked.secret(line.substring(span.start(), span.end()));
      return new Leak(file, number, rule.id(), true, shown);
    }
    Masked masked = new Masked(line);
    int offset = aroundStart(match);
    for (LeakRule secret : rules.stream().filter(LeakRule::secret).toList()) {
      Matcher matcher = secret.pattern().matcher(around(line, match));
      while (matcher.find()) {
        masked.hide(matcher.start() + offset, matcher.end() + offset);
      }
    }
    for (Secret secret : secrets) {
      masked.hide(secret.text(), offset, span.end());
    }
    return new Leak(file, number, rule.id(), false, masked.part(span.start(), span.end()));
  }

  /** Enough of the line to find secrets that a harmless finding lies in. */
  private static String around(String line, Match match) {
    return line.substring(
        aroundStart(match), Math.min(line.length(), match.span().end() + OVERLAP));
  }

  private static int aroundStart(Match match) {
    return Math.max(0, match.span().start() - OVERLAP);
  }

  private static List<LeakRule> shipped() {
    List<String[]> exceptions = rows("leak-exceptions.tsv");
    List<LeakRule> rules = new ArrayList<>();
    for (String[] row : rows("leak-rules.tsv")) {
      List<Pattern> of =
          exceptions.stream()
              .filter(exception -> exception[0].equals(row[0]))
              .map(exception -> pattern(exception[1]))
              .toList();
      rules.add(new LeakRule(row[0], row[1].equals("stop"), pattern(row[2]), of));
    }
    return rules;
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'%s' is no RE2 pattern: %s".formatted(text, e.getMessage()), e);
    }
  }

  private static List<String[]> rows(String name) {
    try (InputStream in = LeakRules.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> Arrays.copyOf(line.split("\t", -1), 4))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
