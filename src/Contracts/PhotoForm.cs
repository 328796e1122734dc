namespace PhStudio.Messaging.Contracts;

/// <summary>How a photo is named.</summary>
public static class PhotoForm
{
    /// <summary>An address without a user name in it and without white space.</summary>
    public const string Pattern = @"^https?://[^\s/@?#""<>]+([/?#][^\s""<>]*)?\z";

    /// <summary>The longest address.</summary>
    public const int MaxLength = 2048;

    /// <summary>The form in words.</summary>
    public const string Words = "https://host/picture.jpg";
}
