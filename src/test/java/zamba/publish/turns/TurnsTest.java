package zamba.publish.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Stopping stopping = new Stopping();
  private final Turns turns = new Turns(stopping);

  @Test
  void manyTakeItInTheOrderInWhichTheyCameAndNeverTwoAtOnce() {
    List<Integer> order = new CopyOnWriteArrayList<>();
    AtomicInteger in = new AtomicInteger();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    turns.take();
    for (int i = 0; i < 20; i++) {
      int number = i;
      Thread thread =
          new Thread(
              () -> {
                turns.take();
                order.add(in.incrementAndGet() == 1 ? number : -1);
                in.decrementAndGet();
                turns.give();
              });
      thread.start();
      all.add(CompletableFuture.runAsync(() -> join(thread)));
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
    turns.give();
    all.forEach(CompletableFuture::join);
    assertThat(order).hasSize(20).isSorted().doesNotContain(-1);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoWaitsWhenTheProgramStopsDoesNotTakeItAndNobodyDoesAfterwards() {
    turns.take();
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(turns::take);
    stopping.ask();
    assertThatThrownBy(waiting::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(StoppingException.class);
    turns.give();
    assertThatThrownBy(turns::take).isInstanceOf(StoppingException.class);
  }
}
