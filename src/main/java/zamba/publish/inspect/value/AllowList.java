package zamba.publish.inspect.value;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The names that pickles may mention, each with what it may be used for: exact pairs of module and
 * name, no prefixes. The shipped ones are those of torch's own restricted loader, and what real
 * checkpoints of zamba, Lightning, timm and Detectron2 hold (allow-list.tsv, each with its source).
 */
public final class AllowList {

  private final Map<String, AllowedName> names;

  private AllowList(Map<String, AllowedName> names) {
    this.names = names;
  }

  /** The shipped names. */
  public static AllowList shipped() {
    Map<String, AllowedName> names = new TreeMap<>();
    for (String[] row : Resource.rows("allow-list.tsv", 4)) {
      names.put(key(row[0], row[1]), new AllowedName(row[0], row[1], roles(row[2]), row[3]));
    }
    return new AllowList(names);
  }

  /**
   * These names and more.
   *
   * @param additions each {@code module name role}, separated by spaces; role is {@code value} (it
   *     may stand in what is loaded), {@code new} (it may be made without arguments) or {@code
   *     call} (it may be called with any arguments), or several with commas
   * @throws IllegalArgumentException if one is not of that form; the message says which
   */
  public AllowList with(Collection<String> additions) {
    Map<String, AllowedName> all = new TreeMap<>(names);
    for (String addition : additions) {
      String[] words = addition.strip().split("\\s+", -1);
      if (words.length != 3) {
        throw new IllegalArgumentException(
            "'%s' is not 'module name role', such as 'mypackage.config Settings new'"
                .formatted(addition));
      }
      Set<Role> roles = addedRoles(addition, words[2]);
      String check = "-";
      AllowedName known = all.get(key(words[0], words[1]));
      if (known != null) {
        roles.addAll(known.roles());
        check = known.check();
      }
      all.put(key(words[0], words[1]), new AllowedName(words[0], words[1], roles, check));
    }
    return new AllowList(all);
  }

  /** SHA-256 over all names, roles and checks, in hexadecimal: which rules a verdict followed. */
  public String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (AllowedName name : names.values()) {
        sha256.update((name.line() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a name may be mentioned at all. */
  public boolean allows(String module, String name) {
    return find(module, name).isPresent();
  }

  public Optional<AllowedName> find(String module, String name) {
    return Optional.ofNullable(names.get(key(module, name)));
  }

  private static Set<Role> addedRoles(String addition, String text) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String role : text.split(",", -1)) {
      switch (role) {
        case "value" -> roles.add(Role.VALUE);
        case "new" -> roles.add(Role.NEW);
        case "call" -> roles.add(Role.CALL);
        default ->
            throw new IllegalArgumentException(
                "'%s': the role '%s' is none of value, new, call".formatted(addition, role));
      }
    }
    return roles;
  }

  private static Set<Role> roles(String text) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    Arrays.stream(text.split(",", -1)).map(Role::of).forEach(roles::add);
    return roles;
  }

  private static String key(String module, String name) {
    return module + "\n" + name;
  }
}
