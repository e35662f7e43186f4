package zamba.publish.inspect.pickle;

import zamba.publish.inspect.value.AllowList;
import zamba.publish.inspect.value.Findings;
import zamba.publish.inspect.value.Memory;
import zamba.publish.inspect.value.Strings;

/**
 * What the pickles of one file share.
 *
 * @param scripts the code of a TorchScript archive, null if it is none
 */
public record PickleContext(
    Opcodes opcodes,
    AllowList allowed,
    Findings findings,
    Strings strings,
    Mentions mentions,
    Memory memory,
    ScriptNames scripts) {

  public PickleContext(AllowList allowed) {
    this(new Opcodes(), allowed, new Findings(), new Strings(), new Mentions(), new Memory(), null);
  }

  public PickleContext with(ScriptNames names) {
    return new PickleContext(opcodes, allowed, findings, strings, mentions, memory, names);
  }
}
