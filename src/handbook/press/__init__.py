"""What presses, office printers and cutters want of finished PDFs: sheets of many pages, marks, inks."""
