using System.Collections.Frozen;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The Bot API's methods that send a die, a place or a contact.</summary>
internal sealed class OtherContents(MessageSending sending, EphemeralMethods ephemeral)
{
    private const string DefaultDie = "\U0001F3B2";
    private const int MinLivePeriod = 60;
    private const int MaxLivePeriod = 86_400;
    private const double LeastAccurate = 1500;

    /// <summary>The highest value of each.</summary>
    private static readonly FrozenDictionary<string, int> Dice = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        [DefaultDie] = 6,
        ["\U0001F3AF"] = 6,
        ["\U0001F3B3"] = 6,
        ["\U0001F3C0"] = 5,
        ["\u26BD"] = 5,
        ["\U0001F3B0"] = 64,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary><c>sendDice</c>.</summary>
    public ApiAnswer Die(ApiParameters parameters)
    {
        var given = parameters.Text("emoji") is { Length: > 0 } emoji ? emoji.Replace("\ufe0f", "", StringComparison.Ordinal) : DefaultDie;
        return Send(parameters, message => message with
        {
            Dice = Dice.TryGetValue(given, out var most) ? new Dice { Emoji = given, Value = Random.Shared.Next(most) + 1 } : throw TelegramRefusal.BadRequest("EMOTICON_INVALID"),
        }, canBeEphemeral: false);
    }

    /// <summary><c>sendLocation</c>. A place that moves is not offered.</summary>
    public ApiAnswer Place(ApiParameters parameters)
    {
        var place = ReadPlace(parameters);
        return Send(parameters, message => message with
        {
            Location = place is null ? throw TelegramRefusal.BadRequest("wrong location specified")
                : parameters.Number("live_period", 0, int.MinValue, int.MaxValue) switch
                {
                    0 => place,
                    int.MaxValue or (>= MinLivePeriod and <= MaxLivePeriod) => throw TelegramRefusal.BadRequest("not enough rights to send locations to the chat"),
                    _ => throw TelegramRefusal.BadRequest("wrong live location period specified"),
                },
        });
    }

    /// <summary><c>sendVenue</c>. Telegram's words for a venue without a name are not known.</summary>
    public ApiAnswer Venue(ApiParameters parameters)
    {
        var place = ReadPlace(parameters);
        return Send(parameters, message => message with
        {
            Location = place ?? throw TelegramRefusal.BadRequest("wrong venue location specified"),
            Venue = new Venue
            {
                Location = place,
                Title = Text(parameters.Text("title")) ?? throw TelegramRefusal.BadRequest("MEDIA_INVALID"),
                Address = Text(parameters.Text("address")) ?? throw TelegramRefusal.BadRequest("MEDIA_INVALID"),
                FoursquareId = Text(parameters.Text("foursquare_id")),
                FoursquareType = Text(parameters.Text("foursquare_type")),
                GooglePlaceId = IsFoursquare(parameters) ? null : Text(parameters.Text("google_place_id")),
                GooglePlaceType = IsFoursquare(parameters) ? null : Text(parameters.Text("google_place_type")),
            },
        });
    }

    /// <summary><c>sendContact</c>.</summary>
    public ApiAnswer Contact(ApiParameters parameters)
    {
        var contact = new Contact
        {
            PhoneNumber = TextCleaning.Clean(parameters.Text("phone_number") is { Length: > 0 } number ? number : throw TelegramRefusal.BadRequest("parameter \"phone_number\" is required")),
            FirstName = TextCleaning.Clean(parameters.Text("first_name") is { Length: > 0 } name ? name : throw TelegramRefusal.BadRequest("parameter \"first_name\" is required")),
            LastName = Text(parameters.Text("last_name")),
            Vcard = Text(parameters.Text("vcard")),
        };
        return Send(parameters, message => message with { Contact = contact });
    }

    private ApiAnswer Send(ApiParameters parameters, Func<Message, Message> fill, bool canBeEphemeral = true)
    {
        var reply = ReplyParameters.Parse(parameters);
        var markup = ReplyMarkup.Parse(parameters);
        var target = parameters.OlderServer || !canBeEphemeral ? null : ephemeral.Target(parameters);
        var (room, message) = sending.Start(parameters, reply, target?.Room);
        message = fill(markup?.On(message, room) ?? message);
        return target is not null ? ephemeral.Send(target, message) : ApiAnswer.Of(sending.Put(parameters, room, message, markup), sent: true);
    }

    /// <summary>Null for a point that is not on the earth.</summary>
    private static Location? ReadPlace(ApiParameters parameters)
    {
        var (latitude, longitude) = (Number(parameters.Text("latitude"), "latitude"), Number(parameters.Text("longitude"), "longitude"));
        var accuracy = LenientNumber.Double(parameters.Text("horizontal_accuracy")?.Trim() ?? "");
        return Math.Abs(latitude) > 90 || Math.Abs(longitude) > 180 ? null
            : new Location { Latitude = latitude, Longitude = longitude, HorizontalAccuracy = accuracy > 0 ? Math.Min(accuracy, LeastAccurate) : null };
    }

    private static double Number(string? given, string name) => given?.Trim() is { Length: > 0 } text ? LenientNumber.Double(text) : throw TelegramRefusal.BadRequest($"{name} is empty");

    private static bool IsFoursquare(ApiParameters parameters) => parameters.Has("foursquare_id") || parameters.Has("foursquare_type");

    private static string? Text(string? given) => TextCleaning.Clean(given ?? "") is { Length: > 0 } text ? text : null;
}
