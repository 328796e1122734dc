using System.Text;
using PhStudio.Messaging.TestKit.Fuzz;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Updates;

/// <summary>Updates of every kind, with bytes changed, cut, doubled and mixed; never one with a button of ours left whole.</summary>
public sealed class Mutations(Random random, string[] buttons)
{
    private static readonly string[] Kinds =
    [
        "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message", "message_reaction", "inline_query", "chosen_inline_result",
        "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost", "purchased_paid_media",
    ];

    private static readonly string[] Commands = ["/start", "/help", "/pending", "/today", "/booking PH-1", "/language en", "/status@other", "/start AAAA", "hello"];

    public string Next() => random.Next(7) switch
    {
        0 => Mutate(Telegram.Press(Changed(buttons[random.Next(buttons.Length)]), user: random.Next(1, 99))),
        1 => Telegram.Press(Changed(buttons[random.Next(buttons.Length)])),
        2 => Telegram.Press(buttons[random.Next(buttons.Length)], chat: "-1002"),
        3 => Mutate(Telegram.Text(Commands[random.Next(Commands.Length)], user: random.Next(1, 99), chat: random.Next(2) == 0 ? ProcessorApp.StaffChat : "77")),
        4 => System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["update_id"] = random.Next(),
            [Kinds[random.Next(Kinds.Length)]] = new { id = $"{random.Next()}", from = new { id = random.Next() } },
        }),
        5 => JsonFuzz.Spoil(Telegram.Press(Changed(buttons[random.Next(buttons.Length)]), user: random.Next(1, 99)), random),
        _ => Noise(),
    };

    // One character of the button, so that it is not what we wrote.
    private string Changed(string button)
    {
        var characters = button.ToCharArray();
        var place = random.Next(characters.Length);
        characters[place] = characters[place] == 'A' ? 'B' : 'A';
        return new string(characters);
    }

    private string Mutate(string raw)
    {
        var text = new StringBuilder(raw);
        for (var i = random.Next(3); i >= 0; i--)
        {
            var place = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text[place] = (char)random.Next(32, 1200);
                    break;
                case 1:
                    text.Remove(place, Math.Min(random.Next(1, 20), text.Length - place));
                    break;
                case 2:
                    text.Insert(place, raw.AsSpan(0, random.Next(Math.Min(40, raw.Length))));
                    break;
                default:
                    text.Insert(place, "{[\"\\\u0000,:]}"[random.Next(8)]);
                    break;
            }

            if (text.Length == 0)
            {
                return "";
            }
        }

        return text.ToString();
    }

    private string Noise()
    {
        var bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        return Encoding.Latin1.GetString(bytes);
    }
}
