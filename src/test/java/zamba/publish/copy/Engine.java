package zamba.publish.copy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import zamba.publish.download.Visitors;
import zamba.publish.https.HttpsSource;
import zamba.publish.region.Precedents;
import zamba.publish.region.Reading;
import zamba.publish.region.RegionReplicas;
import zamba.publish.region.RegionSurvey;
import zamba.publish.s3.Region;
import zamba.publish.stream.Streaming;
import zamba.publish.stream.WebWeights;
import zamba.publish.transfer.CopyListeners;
import zamba.publish.transfer.CopySettings;
import zamba.publish.transfer.Transfers;

/** The copy engine as the program puts it together, with settings that suit a test. */
public final class Engine {
  private static final Transfers TRANSFERS = new Transfers(192, new CopyListeners());

  private Engine() {}

  public static Clients clients(AwsCredentialsProvider credentials) {
    CopySettings settings =
        new CopySettings(CopySettings.Mode.AUTO, 192, Duration.ZERO, Duration.ofDays(1));
    return new Clients(credentials, TRANSFERS, settings);
  }

  public static RegionReplicas region(Region region, Clients clients) {
    return new RegionReplicas(region, clients, store -> true);
  }

  public static WebWeights weights(HttpsSource web, RegionReplicas... regions) {
    List<RegionReplicas> all = List.of(regions);
    Visitors visitors = new Visitors(clients(AnonymousCredentialsProvider.create()));
    RegionSurvey survey =
        new RegionSurvey(
            all,
            visitors,
            TRANSFERS,
            new Reading(all.get(0).client(), web, false, () -> false),
            new Precedents(visitors, name -> Optional.empty()));
    return new WebWeights(
        web, all, survey, new Streaming(all.get(0).client(), all, TRANSFERS), true);
  }
}
