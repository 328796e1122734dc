using System.Text;
using System.Text.Json;
using PhStudio.Messaging.TestKit.Fuzz;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>Bodies as multipart/form-data, where a call takes one.</summary>
internal static class FuzzForms
{
    /// <summary>A form of a JSON body; with it, what was sent as far as it can be held against what is taken.</summary>
    /// <param name="call">The call's name.</param>
    /// <param name="json">The body, which may be no JSON.</param>
    /// <param name="random">Chooses.</param>
    public static (MultipartFormDataContent Form, byte[] Sent) Of(string call, string json, Random random)
    {
        var (form, sent) = (new MultipartFormDataContent(), "{}"u8.ToArray());
        if (call == "POST /bookings")
        {
            sent = JsonFuzz.Bytes(json, random);
            form.Add(new ByteArrayContent(sent), "booking");
        }
        else if (JsonFuzz.IsJson(json))
        {
            // A field is a text, and its value in JSON a number or a text: only that it arrives is looked at.
            using var body = JsonDocument.Parse(json);
            foreach (var member in body.RootElement.EnumerateObject())
            {
                var raw = member.Value.GetRawText();
                form.Add(new ByteArrayContent(JsonFuzz.Bytes(member.Value.ValueKind == JsonValueKind.String ? raw.Trim('"') : raw, random)), member.Name);
            }
        }
        else
        {
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(json)), "text");
        }

        if (random.Next(4) == 0)
        {
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(EdgeValues.Values[random.Next(EdgeValues.Values.Count)])), random.Next(2) == 0 ? "photo" : "another", "a.jpg");
        }

        return (form, sent);
    }
}
