using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The Bot API's methods that put messages of one chat into another: forwards say where they come from, copies do not.</summary>
internal sealed class ForwardMethods(ChatBook chats, MessageSending sending)
{
    public ApiAnswer Copy(ApiParameters parameters)
    {
        // A caption in place of the original's, which texts do not have.
        var from = From(parameters);
        FormattedText? caption = parameters.Text("caption") is { } given ? MessageText.Parse(given, parameters.Text("parse_mode"), () => GivenEntities.Read(parameters.TryJson("caption_entities"))) : null;
        var original = Original(parameters, from, "message to copy");
        var reply = ReplyParameters.Parse(parameters);
        var markup = ReplyMarkup.Parse(parameters);
        var (room, message) = sending.Start(parameters, reply);
        message = markup?.On(message, room) ?? message;
        if (!original.HasContent)
        {
            throw TelegramRefusal.BadRequest("the message can't be copied");
        }

        var content = Filled(message, original);
        if (caption is not null && HasFile(original))
        {
            content = MessageText.WithCaption(content, MessageText.CheckedCaption(caption, chats), parameters.Flag("show_caption_above_media"));
        }

        var copy = sending.Put(parameters, room, content, markup);
        return new ApiAnswer(new MessageIdResult { MessageId = copy.MessageId }, EmulatorJson.Default.MessageIdResult, Sent: copy);
    }

    public ApiAnswer Forward(ApiParameters parameters)
    {
        var original = Original(parameters, From(parameters), "message to forward");
        var reply = ReplyParameters.Parse(parameters);
        _ = ReplyMarkup.Parse(parameters);
        var (room, message) = sending.Start(parameters, reply);
        return ApiAnswer.Of(sending.Put(parameters, room, Forwarded(message, original), null), sent: true);
    }

    public ApiAnswer CopyMany(ApiParameters parameters) => Many(parameters, original => original.HasContent, (message, original) => parameters.Flag("remove_caption") ? Filled(message, original) with { Caption = null, CaptionEntities = null, ShowCaptionAboveMedia = null } : Filled(message, original));

    public ApiAnswer ForwardMany(ApiParameters parameters) => Many(parameters, CanGo, Forwarded);

    /// <summary>Up to a hundred, in order; what is not there or cannot be taken is passed over.</summary>
    private ApiAnswer Many(ApiParameters parameters, Func<Message, bool> isTaken, Func<Message, Message, Message> make)
    {
        var from = From(parameters);
        var ids = MessageIds.Read(parameters);
        var (room, message) = sending.Start(parameters, new ReplyParameters(0, false));
        var source = chats.RequireReadable(from);
        var found = ids.Select(source.Find).ToList();
        if (found.TrueForAll(original => original is null))
        {
            throw TelegramRefusal.BadRequest("there are no messages to forward");
        }

        if (found.OfType<Message>().Zip(found.OfType<Message>().Skip(1)).Any(pair => pair.First.MessageId >= pair.Second.MessageId))
        {
            throw TelegramRefusal.BadRequest("message identifiers must be in a strictly increasing order");
        }

        var taken = found.OfType<Message>().Where(isTaken).ToList();
        IReadOnlyList<MessageIdResult> sent = taken.Count == 0
            ? throw TelegramRefusal.BadRequest("messages can't be forwarded")
            : [.. taken.Select(original => new MessageIdResult { MessageId = sending.Put(parameters, room, make(message, original), null).MessageId })];
        return new ApiAnswer(sent, EmulatorJson.Default.IReadOnlyListMessageIdResult);
    }

    private Message Original(ApiParameters parameters, string from, string what)
    {
        var source = chats.RequireReadable(from);
        var found = parameters.MessageId() is { } id ? source.Find(id) : null;
        return found ?? throw TelegramRefusal.BadRequest($"{what} not found");
    }

    private static string From(ApiParameters parameters) => parameters.Text("from_chat_id") is { Length: > 0 } from ? from : throw TelegramRefusal.BadRequest("parameter \"from_chat_id\" is required");

    private static bool HasFile(Message original) => original.Photo is not null || original.Document is not null;

    /// <summary>A bot may copy what is protected, and not forward it.</summary>
    private static bool CanGo(Message original) => original.HasContent && original.HasProtectedContent != true;

    private static Message Filled(Message message, Message original) => message with
    {
        Text = original.Text,
        Entities = original.Entities,
        LinkPreviewOptions = original.LinkPreviewOptions,
        Photo = original.Photo,
        Document = original.Document,
        Dice = original.Dice,
        Location = original.Location,
        Venue = original.Venue,
        Contact = original.Contact,
        Caption = original.Caption,
        CaptionEntities = original.CaptionEntities,
        ShowCaptionAboveMedia = original.ShowCaptionAboveMedia,
        HasMediaSpoiler = original.HasMediaSpoiler,
    };

    private static Message Forwarded(Message message, Message original)
    {
        if (!CanGo(original))
        {
            throw TelegramRefusal.BadRequest("the message can't be forwarded");
        }

        var origin = MessageOrigin.Of(original);
        return origin.Put(Filled(message, original)) with
        {
            // A forward answers to nothing.
            MessageThreadId = message.IsTopicMessage == true ? message.MessageThreadId : null,
            ReplyToMessage = null,
            ExternalReply = null,
            Quote = null,
        };
    }
}
