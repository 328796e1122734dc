using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Faults;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Media;
using PhStudio.Messaging.TelegramEmulator.Presses;
using PhStudio.Messaging.TelegramEmulator.Requests;
using PhStudio.Messaging.TelegramEmulator.Updates;

namespace PhStudio.Messaging.TelegramEmulator.Hosting;

/// <summary>All parts of one emulator, put together by hand: each process may hold several, and none shares anything with another.</summary>
internal sealed class EmulatorCore : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        MaxConnectionsPerServer = 100,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // Nothing of the bot's side may be linked to the emulator's own traces.
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly CancellationTokenSource _stopping = new();

    public EmulatorCore(EmulatorOptions options)
    {
        Options = options;
        Events = new EventStream();
        Chats = new ChatBook(options);
        Limits = new LimitGuard(options.Limits, options.Clock);
        Faults = new FaultBook();
        Requests = new RequestLog(options.Clock);
        Feed = new UpdateFeed(options.Clock);
        Presses = new PressBook(options, Feed, Events, options.Clock);
        Webhook = new WebhookMethods(options, Feed, _http, () => BotApi!, options.Clock);
        Commands = new CommandMethods(Chats);
        Profile = new ProfileMethods(Chats);
        SentFiles = new FileStore();
        Files = new FileMethods(SentFiles, options.Tokens);
        Polling = new PollingMethods(Feed, Webhook, options.Clock, _stopping.Token);
        BotApi = new BotApi(EmulatorMethods.Of(this), options.Tokens, Faults, new FaultEffects(Chats, Limits), Requests, options.Clock, _stopping.Token);
    }

    public EmulatorOptions Options { get; }

    public EventStream Events { get; }

    public ChatBook Chats { get; }

    public LimitGuard Limits { get; }

    public FaultBook Faults { get; }

    public RequestLog Requests { get; }

    public UpdateFeed Feed { get; }

    public PressBook Presses { get; }

    public WebhookMethods Webhook { get; }

    public CommandMethods Commands { get; }

    public ProfileMethods Profile { get; }

    public PollingMethods Polling { get; }

    public FileStore SentFiles { get; }

    public FileMethods Files { get; }

    public BotApi BotApi { get; }

    /// <summary>The client for everything that the emulator itself calls.</summary>
    public HttpClient Http => _http;

    /// <summary>Ends all waiting calls, so that the process can stop at once.</summary>
    public void Stop() => _stopping.Cancel();

    /// <summary>Back to the start: chats, updates, webhook, faults, counts.</summary>
    public void Reset()
    {
        Webhook.Reset();
        Faults.Clear();
        Presses.Reset();
        Commands.Reset();
        Profile.Reset();
        SentFiles.Reset();
        Polling.Reset();
        BotApi.Session.Reset();
        Requests.Reset();
        Limits.Limits = Options.Limits;
        Limits.Unblock();
        Chats.Reset();
        Events.ChatsChanged();
    }

    public void Dispose()
    {
        Feed.Connect(null);
        _http.Dispose();
        _stopping.Dispose();
    }
}
