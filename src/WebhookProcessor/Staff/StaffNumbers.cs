using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.ChatPins;
using PhStudio.Messaging.ServiceDefaults.Health;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>
/// Finds the number of each staff chat that the settings call by a public name: the one that it had before, else what Telegram says, whom the Sender asks. Cards go to the number from then on.
/// Telegram is asked at the start, and again after a growing pause for as long as it does not answer. A name that is another chat's now is refused (<see cref="PinnedNames"/>).
/// </summary>
public sealed partial class StaffNumbers(StaffChats chats, IChatPins pins, PinnedNames pinned, IBus bus, TimeProvider time, ILogger<StaffNumbers> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(10);
    private static readonly RequestTimeout Timeout = RequestTimeout.After(s: 10);

    private readonly LoopFailures _failures = new(error => Log.Later(logger, error));

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var names = chats.All.Where(chat => chat.StartsWith('@')).ToList();
        await UntilDoneAsync(() => LoadAsync(names), Pause, cancellationToken);
        var asked = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await UntilDoneAsync(() => AskAsync(names, asked, cancellationToken), MaxPause, cancellationToken);
    }

    private async Task UntilDoneAsync(Func<Task<bool>> step, TimeSpan maxPause, CancellationToken cancellationToken)
    {
        var isDone = false;
        for (var pause = Pause; ; pause = pause * 2 < maxPause ? pause * 2 : maxPause)
        {
            await _failures.TryAsync(async () => isDone = await step(), cancellationToken);
            if (isDone)
            {
                return;
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    // Known names first: a name that was taken over since gets nothing.
    private async Task<bool> LoadAsync(List<string> names)
    {
        await pins.KeepOnlyAsync(names);
        chats.Numbers = (await pins.AllAsync()).ToDictionary(pin => pin.Name, pin => pin.Number, StringComparer.OrdinalIgnoreCase);
        return true;
    }

    private async Task<bool> AskAsync(List<string> names, HashSet<string> asked, CancellationToken cancellationToken)
    {
        var open = names.Where(name => !asked.Contains(name)).ToList();
        if (open.Count == 0)
        {
            return true;
        }

        var answer = await bus.CreateRequestClient<GetChatRights>(Timeout).GetResponse<ChatRightsList>(new GetChatRights { ChatIds = open }, cancellationToken);
        foreach (var chat in answer.Message.Chats.Where(chat => chat.Number is not null && open.Contains(chat.ChatId)))
        {
            // A person's chat goes by its number alone.
            if (chat.Type != "private" && await pinned.IsOwnAsync(chat.ChatId, chat.Number!))
            {
                Log.Pinned(logger, chat.ChatId, chat.Number!);
            }

            asked.Add(chat.ChatId);
        }

        return asked.Count == names.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The staff chat {Name} is {Number}: cards go to the number")]
        public static partial void Pinned(ILogger logger, string name, string number);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The numbers of the staff chats that the settings call by a name are not known yet ({Error}); it is tried again")]
        public static partial void Later(ILogger logger, string error);
    }
}
