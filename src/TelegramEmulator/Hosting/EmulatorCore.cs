using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Faults;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Media;
using PhStudio.Messaging.TelegramEmulator.Messages;
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
        Commands = new CommandMethods();
        Photos = new PhotoStore();
        Files = new FileMethods(Photos, options.Tokens);
        Polling = new PollingMethods(Feed, Webhook, options.Clock, _stopping.Token);
        BotApi = new BotApi(Methods(), options.Tokens, Faults, new FaultEffects(Chats, Limits), Requests, options.Clock, _stopping.Token);
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

    public PollingMethods Polling { get; }

    public PhotoStore Photos { get; }

    public FileMethods Files { get; }

    public BotApi BotApi { get; }

    /// <summary>The client for everything that the emulator itself calls.</summary>
    public HttpClient Http => _http;

    /// <summary>Lets everything that waits go, so that the process can stop at once.</summary>
    public void Stop() => _stopping.Cancel();

    /// <summary>Back to the start: chats, updates, webhook, faults, counts.</summary>
    public void Reset()
    {
        Webhook.Reset();
        Faults.Clear();
        Presses.Reset();
        Commands.Reset();
        Photos.Reset();
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

    private Dictionary<string, ApiMethod> Methods()
    {
        var ephemeral = new EphemeralMethods(Chats, Presses, Limits, Events, Options.Clock);
        var messages = new MessageMethods(Chats, ephemeral, Limits, Events, Options.Clock);
        var edits = new EditMethods(Chats, Limits, Events, Requests, Options.Clock);
        var chats = new ChatMethods(Chats);
        var reader = new PhotoReader(Photos, new PhotoFetcher(_http));
        var photos = new PhotoMethods(Chats, reader, Limits, Events, Options.Clock);
        var media = new MediaEdits(edits, reader);
        return new Dictionary<string, ApiMethod>
        {
            ["getMe"] = (_, _) => new(chats.Me()),
            ["getChat"] = (p, _) => new(chats.Chat(p)),
            ["getChatMember"] = (p, _) => new(chats.Member(p)),
            ["getChatAdministrators"] = (p, _) => new(chats.Administrators(p)),
            ["sendMessage"] = (p, _) => new(messages.Send(p)),
            ["sendPhoto"] = photos.SendAsync,
            ["sendMediaGroup"] = photos.SendGroupAsync,
            ["editMessageCaption"] = (p, _) => new(media.EditCaption(p)),
            ["editMessageMedia"] = media.EditMediaAsync,
            ["getFile"] = (p, _) => new(Files.Get(p)),
            ["copyMessage"] = (p, _) => new(messages.Copy(p)),
            ["forwardMessage"] = (p, _) => new(messages.Forward(p)),
            ["deleteMessages"] = (p, _) => new(messages.DeleteMany(p)),
            ["pinChatMessage"] = (p, _) => new(messages.Pin(p, pinned: true)),
            ["unpinChatMessage"] = (p, _) => new(messages.Pin(p, pinned: false)),
            ["getChatMemberCount"] = (p, _) => new(chats.MemberCount(p)),
            ["leaveChat"] = (p, _) => new(chats.Leave(p)),
            ["deleteMessage"] = (p, _) => new(messages.Delete(p)),
            ["sendChatAction"] = (p, _) => new(messages.ChatAction(p)),
            ["editMessageText"] = (p, _) => new(edits.Text(p)),
            ["editMessageReplyMarkup"] = (p, _) => new(edits.Markup(p)),
            ["editEphemeralMessageText"] = (p, _) => new(ephemeral.EditText(p)),
            ["editEphemeralMessageReplyMarkup"] = (p, _) => new(ephemeral.EditMarkup(p)),
            ["deleteEphemeralMessage"] = (p, _) => new(ephemeral.Delete(p)),
            ["setMySettings"] = (p, _) => new(Presses.SetSettings(p)),
            ["logOut"] = (_, _) => new(BotApi.Session.LogOut()),
            ["close"] = (_, _) => new(BotApi.Session.Close()),
            ["answerCallbackQuery"] = (p, _) => new(Presses.Answer(p)),
            ["setWebhook"] = (p, _) => new(Webhook.Set(p)),
            ["deleteWebhook"] = (p, _) => new(Webhook.Delete(p)),
            ["getWebhookInfo"] = (_, _) => new(Webhook.Info()),
            ["getUpdates"] = Polling.GetAsync,
            ["setMyCommands"] = (p, _) => new(Commands.Set(p)),
            ["getMyCommands"] = (p, _) => new(Commands.Get(p)),
            ["deleteMyCommands"] = (p, _) => new(Commands.Delete(p)),
        };
    }
}
