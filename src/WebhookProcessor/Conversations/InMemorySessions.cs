
namespace PhStudio.Messaging.WebhookProcessor.Conversations;

/// <summary>The sessions of one process, for Standalone.</summary>
public sealed class InMemorySessions(TimeProvider time) : ISessions
{
    private readonly Dictionary<(string ChatId, long UserId), (Session Session, DateTimeOffset At)> _sessions = [];
    private readonly Lock _lock = new();

    public Task<Session> GetAsync(string chatId, long userId)
    {
        lock (_lock)
        {
            return Task.FromResult(Find(chatId, userId));
        }
    }

    public Task<Session> ChangeAsync(string chatId, long userId, Func<Session, Session> change)
    {
        lock (_lock)
        {
            var before = Find(chatId, userId);
            _sessions[(chatId, userId)] = (change(before), time.GetUtcNow());
            if (_sessions.Count % 1000 == 0)
            {
                foreach (var (key, kept) in _sessions.Where(s => IsOver(s.Key.ChatId, s.Value.At)).ToList())
                {
                    _sessions.Remove(key);
                }
            }

            return Task.FromResult(before);
        }
    }

    public Task ForgetAsync(string chatId, long userId)
    {
        lock (_lock)
        {
            _sessions.Remove((chatId, userId));
        }

        return Task.CompletedTask;
    }

    private Session Find(string chatId, long userId) =>
        _sessions.TryGetValue((chatId, userId), out var kept) && !IsOver(chatId, kept.At) ? kept.Session : new Session();

    private bool IsOver(string chatId, DateTimeOffset at) => time.GetUtcNow() - at >= Session.Memory(chatId);
}
