package zamba.publish.inspect;

/**
 * What the pickles of one file share.
 *
 * @param scripts the code of a TorchScript archive, null if it is none
 */
record PickleContext(
    Opcodes opcodes,
    AllowList allowed,
    Findings findings,
    Strings strings,
    Mentions mentions,
    Memory memory,
    ScriptNames scripts) {

  PickleContext(AllowList allowed) {
    this(new Opcodes(), allowed, new Findings(), new Strings(), new Mentions(), new Memory(), null);
  }

  PickleContext with(ScriptNames names) {
    return new PickleContext(opcodes, allowed, findings, strings, mentions, memory, names);
  }
}
