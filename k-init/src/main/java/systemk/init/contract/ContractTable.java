package systemk.init.contract;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import systemk.json.Json;
import systemk.linux.ProcessId;

/// The contracts there are, found by number, by token, by main process and by event.
final class ContractTable {
  private final SortedMap<Long, Contract> contracts = new TreeMap<>();
  private final Map<String, Long> byToken = new HashMap<>();
  private final Map<ProcessId, Long> byMain = new HashMap<>();
  private final NavigableMap<Long, Long> byEvent = new TreeMap<>();

  Collection<Contract> all() {
    return Collections.unmodifiableCollection(contracts.values());
  }

  Set<Long> ids() {
    return Collections.unmodifiableSet(contracts.keySet());
  }

  List<Long> living() {
    return contracts.values().stream().filter(Contract::isAlive).map(Contract::id).toList();
  }

  Contract get(long id) {
    return find(id).orElseThrow(() -> new Refusal("there is no contract " + id));
  }

  Optional<Contract> find(long id) {
    return Optional.ofNullable(contracts.get(id));
  }

  Optional<Contract> find(String token) {
    return Optional.ofNullable(byToken.get(token)).map(this::get);
  }

  /// The contract this process stands for.
  Optional<Contract> ledBy(ProcessId main) {
    return Optional.ofNullable(byMain.get(main)).map(this::get);
  }

  /// Puts a contract in place of what it was before.
  void put(Contract contract) {
    remove(contract.id());
    contracts.put(contract.id(), contract);
    byToken.put(contract.token(), contract.id());
    contract.main().ifPresent(main -> byMain.put(main, contract.id()));
    contract.unacknowledged().forEach(event -> byEvent.put(event.number(), contract.id()));
  }

  void remove(long id) {
    Contract contract = contracts.remove(id);
    if (contract != null) {
      byToken.remove(contract.token());
      contract.main().ifPresent(byMain::remove);
      contract.unacknowledged().forEach(event -> byEvent.remove(event.number()));
    }
  }

  /// The contracts that have events up to this one.
  Set<Long> withEventsUpTo(long number) {
    return new TreeSet<>(byEvent.headMap(number, true).values());
  }

  /// The first event with a number above this, ready to be sent.
  Optional<Json.Obj> eventAfter(long number) {
    Map.Entry<Long, Long> next = byEvent.higherEntry(number);
    if (next == null) {
      return Optional.empty();
    }
    Contract contract = get(next.getValue());
    return contract.unacknowledged().stream()
        .filter(event -> event.number() == next.getKey())
        .map(event -> event.toWire(contract))
        .findFirst();
  }

  int pendingEvents() {
    return byEvent.size();
  }
}
