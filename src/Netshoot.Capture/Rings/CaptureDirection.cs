namespace Netshoot.Capture.Rings;

/// <summary>Which frames of an interface are wanted.</summary>
public enum CaptureDirection
{
    Both,

    /// <summary>Those it received.</summary>
    In,

    /// <summary>Those it sent.</summary>
    Out,
}
