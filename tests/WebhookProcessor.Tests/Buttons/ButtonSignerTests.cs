using System.Text;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Buttons;

public sealed class ButtonSignerTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private static readonly Button Sample = new(ButtonAction.RejectBecause, new Guid("6f1c2b0e-6d0b-5c55-9d6e-2f5a3d1c7a10"), 513, 7);

    public static MatrixTheoryData<ButtonAction, int> Actions => new(Enum.GetValues<ButtonAction>(), [0, 255, 256, 65_535]);

    [Theory]
    [MemberData(nameof(Actions))]
    public void What_was_written_is_read_and_fits_into_a_button(ButtonAction action, int argument)
    {
        var signer = new ButtonSigner(Key);
        var button = Sample with { Action = action, Argument = (ushort)argument };

        var data = signer.Write(button, "-1001234567890");

        Assert.InRange(Encoding.UTF8.GetByteCount(data), 1, 64);
        Assert.Equal(new ButtonReading(ButtonVerdict.Valid, button), signer.Read(data, ["-1001234567890"], []));
    }

    [Fact]
    public void A_button_that_stands_in_a_chat_from_earlier_is_still_believed()
    {
        const string earlier = "AQMHAgFvHCsObQtcVZ1uL1o9HHoQ9sAdILWvsBbqGpCqrdIEQELtZEFeiGZY";

        Assert.Equal(new ButtonReading(ButtonVerdict.Valid, Sample), new ButtonSigner(Key).Read(earlier, ["-1001"], []));
    }

    [Fact]
    public void A_button_copied_to_another_chat_is_foreign()
    {
        var signer = new ButtonSigner(Key);

        var data = signer.Write(Sample, "-1001");

        Assert.Equal(ButtonVerdict.Foreign, signer.Read(data, ["-1002"], ["-1001", "-1002"]).Verdict);
        Assert.Equal(ButtonVerdict.Forged, signer.Read(data, ["-1002"], ["-1002"]).Verdict);
    }

    [Fact]
    public void A_chat_may_go_by_several_names()
    {
        var signer = new ButtonSigner(Key);

        Assert.Equal(ButtonVerdict.Valid, signer.Read(signer.Write(Sample, "@studio"), ["-1001", "@studio"], []).Verdict);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(700)]
    public void No_changed_character_is_believed(int argument)
    {
        var signer = new ButtonSigner(Key);
        var data = signer.Write(Sample with { Argument = (ushort)argument }, "-1001");

        for (var place = 0; place < data.Length; place++)
        {
            var changed = data.ToCharArray();
            changed[place] = changed[place] == 'A' ? 'B' : 'A';
            Assert.NotEqual(ButtonVerdict.Valid, signer.Read(new string(changed), ["-1001"], ["-1001"]).Verdict);
        }
    }

    [Fact]
    public void During_a_rotation_both_keys_are_believed_and_afterwards_only_the_new_one()
    {
        var old = new ButtonSigner(Key).Write(Sample, "-1001");
        const string newKey = "fedcba9876543210fedcba9876543210";

        Assert.Equal(ButtonVerdict.Valid, new ButtonSigner(newKey, Key).Read(old, ["-1001"], []).Verdict);
        Assert.Equal(ButtonVerdict.Valid, new ButtonSigner(newKey, Key).Read(new ButtonSigner(newKey).Write(Sample, "-1001"), ["-1001"], []).Verdict);
        Assert.Equal(ButtonVerdict.Forged, new ButtonSigner(newKey).Read(old, ["-1001"], []).Verdict);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("confirm_17")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ")]
    [InlineData("    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_we_never_write_is_unknown(string? data) => Assert.Equal(ButtonVerdict.Unknown, new ButtonSigner(Key).Read(data, ["-1001"], ["-1001"]).Verdict);

    [Theory]
    [InlineData("confirm_17", ButtonAction.Confirm, "17")]
    [InlineData("reject_PH-2026/17", ButtonAction.Reject, "PH-2026/17")]
    public void The_old_systems_buttons_are_understood(string data, ButtonAction action, string booking) => Assert.Equal((action, booking), LegacyButtons.Read(data));

    [Theory]
    [InlineData(null)]
    [InlineData("confirm_")]
    [InlineData("reject_")]
    [InlineData("Confirm_17")]
    [InlineData("cancel_17")]
    public void Nothing_else_is_a_button_of_the_old_system(string? data) => Assert.Null(LegacyButtons.Read(data));
}
