using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>A list of erased people whose copy knows nobody yet.</summary>
internal sealed class StaleErasures(IErasures store) : IErasures
{
    public Task AddAsync(PersonTraces person) => store.AddAsync(person);

    public Task TakeBackAsync(IReadOnlyCollection<string> bookingIds) => store.TakeBackAsync(bookingIds);

    public ValueTask<ErasedPeople> CurrentAsync() => new(ErasedPeople.Nobody);

    public Task<DateTimeOffset?> ErasedAtAsync(string bookingId, string? phone, string? chatId) => store.ErasedAtAsync(bookingId, phone, chatId);
}
