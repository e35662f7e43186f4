package zamba.publish.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import zamba.publish.config.ConfigurationSource;
import zamba.publish.config.properties.Settings;
import zamba.publish.files.Reason;
import zamba.publish.report.Printable;
import zamba.publish.vouch.Annotations;
import zamba.publish.vouch.FileCheck;
import zamba.publish.vouch.KeyPairFiles;
import zamba.publish.vouch.RefusedSignatureException;
import zamba.publish.vouch.TrustedKeys;
import zamba.publish.vouch.UnusableKeyException;

/** What is done with keys and signatures by hand: no route is started, and no store is asked. */
public final class KeyCommands {
  private static final String TRUSTED = "sign.trusted";

  private final PrintStream out;
  private final PrintStream error;

  /**
   * @param out gets what was found
   * @param error gets what is wrong
   */
  public KeyCommands(PrintStream out, PrintStream error) {
    this.out = out;
    this.error = error;
  }

  /**
   * Does what the command line asks for, if it is one of these.
   *
   * @return the {@link ExitStatus} to end with, if it was
   */
  public OptionalInt run(Options options, ConfigurationSource source) {
    if (options.toVerify().isEmpty() && options.newKeyFolder().isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      if (options.toVerify().isPresent() && options.newKeyFolder().isPresent()) {
        return status(unusable("--verify and --new-key are two things: give one of them"));
      }
      return status(
          options.toVerify().isPresent()
              ? verify(path(options.toVerify().get()), source.given())
              : makeKey(path(options.newKeyFolder().get())));
    } catch (UnusableKeyException e) {
      return status(unusable(e.getMessage()));
    }
  }

  private static OptionalInt status(ExitStatus status) {
    return OptionalInt.of(status.number());
  }

  private ExitStatus unusable(String why) {
    error.println(Printable.of(why));
    return ExitStatus.UNUSABLE;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UnusableKeyException("this is no path: " + text);
    }
  }

  private ExitStatus verify(Path file, Settings given) {
    if (!given.problems().isEmpty()) {
      return unusable(String.join("\n", given.problems()));
    }
    List<Path> keys = keys(given);
    if (keys.isEmpty()) {
      return unusable(
          "There is no key to verify with: name the public key that zamba's repository has, --trusted zamba.pub. "
              + "One from where the file is from proves nothing");
    }
    try {
      tell(file, new FileCheck(TrustedKeys.read(keys)).check(file));
      return ExitStatus.DONE;
    } catch (RefusedSignatureException e) {
      error.println(
          Printable.of(
              "%s is NOT vouched for: %s. Do not load it".formatted(file, e.getMessage())));
      return ExitStatus.FAILED;
    } catch (IOException e) {
      return unusable("%s cannot be read: %s".formatted(file, new Reason(e)));
    }
  }

  private static List<Path> keys(Settings given) {
    return Arrays.stream(given.values().getOrDefault(TRUSTED, "").split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(KeyCommands::path)
        .toList();
  }

  private void tell(Path file, TrustedKeys.Verified verified) {
    Annotations more = verified.statement().annotations();
    line("%s is vouched for by %s".formatted(file, verified.key().name()));
    line("  SHA-256     " + verified.statement().sha256());
    more.published().ifPresent(it -> line("  published   " + it));
    more.scan().ifPresent(it -> line("  inspection  " + it.verdict()));
  }

  private void line(String text) {
    out.println(Printable.of(text));
  }

  private ExitStatus makeKey(Path folder) {
    KeyPairFiles files = KeyPairFiles.make(folder);
    line("Made a key pair of the curve P-256 in " + folder + ":");
    line("");
    line(files.privateKey() + "  signs. It is a secret.");
    line("  sign.key = file:" + files.privateKey().toAbsolutePath());
    line(
        "  Keep it where only the publisher can read it, and a copy offline: without it nothing can");
    line(
        "  be signed any more. Never commit it, and never send it to anyone. A key that cannot be");
    line(
        "  copied is better: aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY,");
    line("  and sign.key = kms:<its id>.");
    line("");
    line(files.publicKey() + "  verifies. Everybody may have it.");
    line("  sign.trusted = " + files.publicKey());
    line(
        "  Commit it to zamba's repository, so that users do not get it from where the models are.");
    line("  To replace the key make another in another folder, and list both .pub files in");
    line("  sign.trusted: what is signed stays valid.");
    return ExitStatus.DONE;
  }
}
