package zamba.publish.inspect.value;

import java.util.Set;

/**
 * A name that a pickle may mention.
 *
 * @param check which arguments a call may have, {@code -} if it is none of ours
 */
public record AllowedName(String module, String name, Set<Role> roles, String check) {

  public AllowedName {
    roles = Set.copyOf(roles);
  }

  public boolean may(Role role) {
    return roles.contains(role);
  }

  String line() {
    return String.join(
        "\t",
        module,
        name,
        String.join(",", roles.stream().map(Role::name).sorted().toList()),
        check);
  }
}
