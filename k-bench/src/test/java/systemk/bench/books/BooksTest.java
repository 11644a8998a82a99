package systemk.bench.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

final class BooksTest {
  private final Books books = new Books(2, 10);
  private final RepositoryState opened = after(RepositoryState.EMPTY, books.opening());

  private static RepositoryState after(RepositoryState state, Transaction transaction) {
    return Transactions.apply(state, transaction).get();
  }

  private RepositoryState entries(int count) {
    RepositoryState state = opened;
    for (int i = 1; i <= count; i++) {
      state = after(state, books.entry(0, i));
    }
    return state;
  }

  private static Claims claims(int acknowledged, int sent, long generation) {
    List<Claims.Client> clients = new ArrayList<>();
    clients.add(new Claims.Client(new Claims.Range(acknowledged, sent), new Claims.Range(0, 5), 0));
    clients.add(new Claims.Client(new Claims.Range(0, 0), new Claims.Range(0, 0), 0));
    return new Claims(clients, generation);
  }

  private Verdict check(RepositoryState state, Claims claims) {
    return books.check(state, 1, claims, true);
  }

  @Test
  void whatWasSentMayBeThereOrNot() {
    for (int i = 30; i <= 40; i++) {
      assertThat(check(entries(i), claims(30, 40, 31)).details()).isEmpty();
    }
  }

  @Test
  void lessThanWasAcknowledged() {
    Verdict verdict = check(entries(29), claims(30, 40, 0));
    assertThat(verdict.lost()).isOne();
    assertThat(verdict.isClean()).isFalse();
  }

  @Test
  void moreThanWasSent() {
    assertThat(check(entries(41), claims(30, 40, 0)).wrong()).isOne();
  }

  @Test
  void halfATransaction() {
    Transaction whole = books.entry(0, 31);
    RepositoryState half =
        after(entries(30), Transaction.of(whole.author(), whole.changes().take(2)));
    assertThat(check(half, claims(30, 40, 0)).half()).isOne();
  }

  @Test
  void aTransactionLeftOut() {
    RepositoryState state = after(entries(30), books.entry(0, 32));
    assertThat(check(state, claims(30, 40, 0)).isClean()).isFalse();
  }

  @Test
  void aTransactionThatHappenedTwice() {
    RepositoryState state = after(entries(30), books.entry(0, 30));
    assertThat(check(state, claims(30, 40, 0)).wrong()).isOne();
  }

  @Test
  void aWrongValue() {
    RepositoryState state = after(entries(30), new Books(2, 11).entry(0, 31));
    assertThat(check(state, claims(30, 40, 0)).isClean()).isFalse();
  }

  @Test
  void theTillAndItsWinners() {
    RepositoryState won = after(opened, Books.till(1, 1, 1));
    assertThat(check(won, claims(0, 0, 2)).details()).isEmpty();

    Transaction whole = Books.till(1, 1, 1);
    RepositoryState half = after(opened, Transaction.of(whole.author(), whole.changes().take(1)));
    assertThat(check(half, claims(0, 0, 2)).half()).isOne();
  }

  @Test
  void reportsEndWithTheBoot() {
    RepositoryState reported = after(opened, Books.report(0, 3));
    assertThat(books.check(reported, 1, claims(0, 0, 1), true).details()).isEmpty();
    assertThat(books.check(reported, 1, claims(0, 0, 1), false).wrong()).isOne();
    assertThat(books.check(reported.withoutVolatile(), 1, claims(0, 0, 1), false).isClean())
        .isTrue();
  }

  @Test
  void booksThatAreGone() {
    assertThat(check(RepositoryState.EMPTY, claims(30, 40, 31)).lost()).isPositive();
    assertThat(check(RepositoryState.EMPTY, claims(0, 40, 0)).isClean()).isTrue();
  }
}
