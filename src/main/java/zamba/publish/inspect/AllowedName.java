package zamba.publish.inspect;

import java.util.Set;

/**
 * A name that a pickle may mention.
 *
 * @param check which arguments a call may have, {@code -} if it is none of ours
 */
record AllowedName(String module, String name, Set<Role> roles, String check) {

  AllowedName {
    roles = Set.copyOf(roles);
  }

  boolean may(Role role) {
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
