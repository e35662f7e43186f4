package zamba.publish.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import zamba.publish.config.properties.PropertyNames;

/** The command line: short ways to set the properties that are set most, and help. */
@Command(
    name = "java -jar zamba-model-publisher.jar",
    mixinStandardHelpOptions = true,
    versionProvider = Options.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    header = "Publishes the trained models of zamba to its three public S3 buckets.",
    description = {
      "%nCopies each checkpoint of the catalog server-side to every region, create-only and verified, and writes the"
          + " model's official config once every region has it. Running again finishes what is unfinished.%n"
    },
    optionListHeading = "Options:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:everything is published or was already there (a plan: nothing to do)",
      "1:at least one model or weights file failed (a plan: would fail)",
      "2:the configuration or the command line is unusable; nothing was attempted",
      "3:a plan: there is something to publish",
      "4:everything is there, but of something it cannot be told what it is without reading it (--read)",
      "5:it ran out of memory and ended at once",
      "143:told to stop before there was a report"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  java -jar zamba-model-publisher.jar -e aws -n",
      "      what a run would do",
      "  java -jar zamba-model-publisher.jar -e aws -o zamba/models/official_models",
      "      publish into a checkout of zamba",
      "  java -jar zamba-model-publisher.jar -e aws --audit --json > audit.json",
      "      is everything in every region, and for everyone?",
      "  java -jar zamba-model-publisher.jar --trusted zamba.pub --verify slowfast_3c9d5d0c72.ckpt",
      "      is this file what the maintainers published?",
      "%nCredentials come from AWS's default chain: environment, profile, role."
    })
public final class Options {
  private static final String PROPERTIES = "propertyList";

  /** The jar's version. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Options.class.getPackage().getImplementationVersion();
      return new String[] {
        "zamba-model-publisher " + (version == null ? "(not from its jar)" : version),
        "Java " + System.getProperty("java.version")
      };
    }
  }

  /**
   * A flag that sets a property.
   *
   * @param value what it sets the property to, or null if that is the flag's own argument
   * @param argument what that is called, or null; with a value too it can be left out
   */
  private record Flag(
      String names, String property, String value, String argument, String description) {
    /** Also without its argument. */
    static Flag either(
        String value, String argument, String names, String property, String description) {
      return new Flag(names, property, value, argument, description);
    }

    static Flag alone(String names, String property, String value, String description) {
      return new Flag(names, property, value, null, description);
    }

    static Flag with(String argument, String names, String property, String description) {
      return new Flag(names, property, null, argument, description);
    }

    OptionSpec option() {
      OptionSpec.Builder option =
          OptionSpec.builder(names.split(" ", -1)).description(property + ": " + description + ".");
      if (argument == null) {
        return option.type(boolean.class).build();
      }
      option.type(String.class).paramLabel(argument);
      return (value == null ? option : option.arity("0..1").fallbackValue(value)).build();
    }

    void apply(ParseResult line, Map<String, String> properties) {
      String name = names.split(" ", -1)[0];
      if (line.hasMatchedOption(name)) {
        properties.put(property, argument == null ? value : line.matchedOptionValue(name, ""));
      }
    }
  }

  private static final List<Flag> FLAGS =
      List.of(
          Flag.alone(
              "-n --dry-run", "publish.dry-run", "true", "say what a run would do, and do nothing"),
          Flag.alone(
              "-a --audit", "publish.audit", "true", "check what is published, in every region"),
          Flag.alone(
              "--read",
              "compare.read",
              "true",
              "read both sides once where the stores cannot tell whether they are the same"),
          Flag.alone(
              "--heal", "publish.heal", "true", "with --audit: put back what a region has lost"),
          Flag.alone(
              "--sign",
              "publish.sign",
              "true",
              "with --audit: sign what was published without a signature"),
          Flag.alone(
              "--inspect", "publish.inspect", "true", "with --audit: inspect what is public"),
          Flag.alone(
              "--overwrite-edits",
              "publish.overwrite-edits",
              "true",
              "overwrite what was edited by hand in official_models"),
          Flag.alone(
              "-j --json",
              "report.format",
              "json",
              "print the report as JSON on standard output, and all else on standard error"),
          Flag.with(
              "WHERE",
              "-e --endpoint",
              "s3.endpoint",
              "aws, or the address of an S3-compatible server"),
          Flag.with(
              "DIR",
              "-o --official-models",
              "official-models.dir",
              "where the models' folders are committed"),
          Flag.with(
              "on|off",
              "--companions",
              "zamba.companions",
              "whether a release also edits the tests and templates of the checkout that name what it changes"),
          Flag.either(
              "draft",
              "HOW",
              "--pr",
              "pull-request",
              "with --zamba: then make the commit and the pull request: a draft, or --pr=open, or --pr=branch for a commit here only"),
          Flag.with(
              "DIR",
              "--zamba",
              "zamba.checkout",
              "a checkout of zamba, whose own files say what is published"),
          Flag.with("FILE", "-r --report", "report.file", "the JSON report"),
          Flag.with("FILE", "--html", "report.html", "the report as a page to look at"),
          Flag.with(
              "FILE",
              "-p --properties",
              "publish.properties",
              "properties that override the shipped ones"),
          Flag.with(
              "FILES",
              "--trusted",
              "sign.trusted",
              "the public keys whose signatures count, such as zamba.pub"),
          Flag.with(
              "WHEN", "-t --trigger", "publish.trigger", "once, every, none, queue or dispatch"),
          Flag.with(
              "PERIOD",
              "--every",
              "publish.every",
              "the pause between two runs of a daemon, such as 10m"));

  @Option(names = "-D", paramLabel = "NAME=VALUE", description = "Any other property.")
  private final Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--set",
      paramLabel = "MODEL=s3://...",
      description =
          "With --zamba: publish the model from there, and write that into WEIGHT_LOOKUP of the checkout's config.py when"
              + " every region has it.")
  private final Map<String, String> sets = new LinkedHashMap<>();

  @Option(
      names = "--verify",
      paramLabel = "FILE",
      description =
          "Does nothing but check a downloaded file with the FILE.sig beside it and the keys of --trusted; needs no access"
              + " to AWS. 0: it is vouched for, 1: it is not.")
  private String toVerify;

  @Option(
      names = "--completion",
      description =
          "Does nothing but print what completes the options of zamba-publish in bash and zsh:"
              + " source <(zamba-publish --completion).")
  private boolean completion;

  @Option(
      names = "--new-key",
      paramLabel = "DIR",
      description = "Does nothing but make a key pair in DIR, and says what to do with each half.")
  private String newKeyFolder;

  /**
   * Reads the command line; prints help or the version if that is what it asks for, or what is
   * wrong with it.
   *
   * @return the exit status with which the program is to end at once, if it is
   */
  public OptionalInt read(String... args) {
    CommandLine line = new CommandLine(this);
    FLAGS.forEach(flag -> line.getCommandSpec().addOption(flag.option()));
    line.getHelpSectionMap().put(PROPERTIES, help -> new PropertyList(line).text(help.ansi()));
    List<String> sections = new ArrayList<>(line.getHelpSectionKeys());
    sections.add(
        sections.indexOf(CommandLine.Model.UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING),
        PROPERTIES);
    line.setHelpSectionKeys(sections);
    try {
      ParseResult parsed = line.parseArgs(args);
      FLAGS.forEach(flag -> flag.apply(parsed, properties));
      for (Map.Entry<String, String> set : sets.entrySet()) {
        if (PropertyNames.isOurs(set.getKey())) {
          throw new ParameterException(
              line,
              "--set is for a model's entry in zamba's WEIGHT_LOOKUP, and %s is a property; write -D%s=%s"
                  .formatted(set.getKey(), set.getKey(), set.getValue()));
        }
        properties.put(PropertyNames.ZAMBA_SET + set.getKey(), set.getValue());
      }
      if (completion) {
        line.getOut().println(AutoComplete.bash("zamba-publish", line));
        return OptionalInt.of(0);
      }
      Integer status = CommandLine.executeHelpRequest(parsed);
      return status == null ? OptionalInt.empty() : OptionalInt.of(status);
    } catch (ParameterException e) {
      line.getErr().println(e.getMessage() + ". Nothing was attempted; --help lists the options");
      return OptionalInt.of(line.getCommandSpec().exitCodeOnInvalidInput());
    }
  }

  /** The properties that the options set. */
  public Map<String, String> properties() {
    return properties;
  }

  /** The file to be verified, if that is what is asked for. */
  Optional<String> toVerify() {
    return Optional.ofNullable(toVerify);
  }

  /** The folder to make a key pair in, if that is what is asked for. */
  Optional<String> newKeyFolder() {
    return Optional.ofNullable(newKeyFolder);
  }
}
